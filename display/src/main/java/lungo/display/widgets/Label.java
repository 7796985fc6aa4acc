package lungo.display.widgets;

import java.util.Map;

/**
 * Plain text that Java can change.
 *
 * <pre>{@code
 * var loss = new Label("loss");
 * Display.show(loss);
 * loss.value("loss 0.312");
 * }</pre>
 */
public final class Label extends ValueWidget<String> {

  /**
   * A text.
   *
   * @param value the first text
   */
  public Label(String value) {
    super(Model.control("Label"), Map.of("value", value), "value", false);
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
