package lungo.display.widgets;

import java.util.Map;

/**
 * A slider of numbers.
 *
 * <pre>{@code
 * var rate = new FloatSlider("rate", 0, 1, 0.05, 0.1);
 * double chosen = rate.value();
 * }</pre>
 */
public final class FloatSlider extends Control<Double> {

  private static final int STEPS = 100;

  private final double min;
  private final double max;

  /**
   * A slider with 100 steps.
   *
   * @param description its label
   * @param min the least value
   * @param max the largest value
   * @param value the first value
   * @throws IllegalArgumentException if the value is not between the two
   */
  public FloatSlider(String description, double min, double max, double value) {
    this(description, min, max, (max - min) / STEPS, value);
  }

  /**
   * A slider.
   *
   * @param description its label
   * @param min the least value
   * @param max the largest value
   * @param step how far the next value is from one, more than 0 where max is more than min
   * @param value the first value
   * @throws IllegalArgumentException if the value is not between the two
   */
  public FloatSlider(String description, double min, double max, double step, double value) {
    super(
        Model.control("FloatSlider"),
        Map.of(
            "description",
            description,
            "min",
            min,
            "max",
            max,
            "value",
            Bounds.checked(value, min, max),
            "step",
            step,
            "readout",
            true,
            "readout_format",
            ".3~g",
            "continuous_update",
            true),
        "value");
    this.min = min;
    this.max = max;
  }

  @Override
  Object toState(Double value) {
    return Bounds.checked(value, min, max);
  }

  @Override
  Double fromState(Object value) {
    return Bounds.checked(Bounds.number(value).doubleValue(), min, max);
  }
}
