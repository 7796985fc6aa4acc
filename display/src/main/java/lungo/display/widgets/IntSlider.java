package lungo.display.widgets;

import java.util.Map;

/**
 * A slider of whole numbers.
 *
 * <pre>{@code
 * var degree = new IntSlider("degree", 1, 9, 3);
 * degree.onChange(d -> System.out.println("degree " + d));
 * }</pre>
 */
public final class IntSlider extends Control<Integer> {

  private final int min;
  private final int max;

  /**
   * A slider.
   *
   * @param description its label
   * @param min the least value
   * @param max the largest value
   * @param value the first value
   * @throws IllegalArgumentException if the value is not between the two
   */
  public IntSlider(String description, int min, int max, int value) {
    super(
        Model.control("IntSlider"),
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
            1,
            "readout",
            true,
            "readout_format",
            "d",
            "continuous_update",
            true),
        "value");
    this.min = min;
    this.max = max;
  }

  @Override
  Object toState(Integer value) {
    return Bounds.checked(value, min, max);
  }

  @Override
  Integer fromState(Object value) {
    return Bounds.checked(Bounds.whole(value), min, max);
  }
}
