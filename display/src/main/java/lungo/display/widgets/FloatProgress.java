package lungo.display.widgets;

import java.util.Map;

/**
 * A progress bar of a part of a whole.
 *
 * <pre>{@code
 * var bar = new FloatProgress("training", 0, 1);
 * Display.show(bar);
 * bar.value(0.25);
 * }</pre>
 */
public final class FloatProgress extends ValueWidget<Double> {

  private final double min;
  private final double max;

  /**
   * A bar at its beginning.
   *
   * @param description its label
   * @param min the value of an empty bar
   * @param max the value of a full bar
   */
  public FloatProgress(String description, double min, double max) {
    super(
        Model.control("FloatProgress", "Progress"),
        Map.of(
            "description",
            description,
            "min",
            min,
            "max",
            max,
            "value",
            Bounds.checked(min, min, max)),
        "value",
        false);
    this.min = min;
    this.max = max;
  }

  /**
   * Sets the label.
   *
   * @param text plain text
   */
  public void description(String text) {
    set("description", text);
  }

  @Override
  Object toState(Double value) {
    return Bounds.checked(value, min, max);
  }

  @Override
  Double fromState(Object value) {
    return Bounds.number(value).doubleValue();
  }
}
