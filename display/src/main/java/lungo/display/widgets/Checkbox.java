package lungo.display.widgets;

import java.util.Map;

/**
 * A box to be ticked.
 *
 * <pre>{@code
 * var smooth = new Checkbox("smooth", true);
 * smooth.onChange(isOn -> System.out.println(isOn ? "smooth" : "raw"));
 * }</pre>
 */
public final class Checkbox extends Control<Boolean> {

  /**
   * A box.
   *
   * @param description its label
   * @param value whether it is ticked at first
   */
  public Checkbox(String description, boolean value) {
    super(
        Model.control("Checkbox"),
        Map.of("description", description, "value", value, "indent", true),
        "value");
  }

  @Override
  Object toState(Boolean value) {
    return value;
  }

  @Override
  Boolean fromState(Object value) {
    if (value instanceof Boolean ticked) {
      return ticked;
    }
    throw new IllegalArgumentException("the value must be true or false, got " + value);
  }
}
