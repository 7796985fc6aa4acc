package lungo.display.widgets;

import java.util.Map;

/**
 * A line of text to be typed.
 *
 * <pre>{@code
 * var name = new Text("name", "Ada");
 * name.onChange(typed -> System.out.println("Hello, " + typed));
 * }</pre>
 */
public final class Text extends Control<String> {

  /**
   * A field.
   *
   * @param description its label
   * @param value the first text
   */
  public Text(String description, String value) {
    super(
        Model.control("Text"),
        Map.of("description", description, "value", value, "continuous_update", true),
        "value");
  }

  @Override
  Object toState(String value) {
    return value;
  }

  @Override
  String fromState(Object value) {
    return Bounds.text(value);
  }
}
