package lungo.display.widgets;

import java.util.Map;

/**
 * A progress bar that counts.
 *
 * <pre>{@code
 * var bar = new IntProgress("pictures", 0, 60_000);
 * Display.show(bar);
 * bar.value(bar.value() + 100);
 * }</pre>
 */
public final class IntProgress extends ValueWidget<Integer> {

  private final int min;
  private final int max;

  /**
   * A bar at its beginning.
   *
   * @param description its label
   * @param min the value of an empty bar
   * @param max the value of a full bar
   */
  public IntProgress(String description, int min, int max) {
    super(
        Model.control("IntProgress", "Progress"),
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
  Object toState(Integer value) {
    return Bounds.checked(value, min, max);
  }

  @Override
  Integer fromState(Object value) {
    return Bounds.whole(value);
  }
}
