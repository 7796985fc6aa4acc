package lungo.display.widgets;

import java.util.Map;

/**
 * A widget with a label and a value that the user can change.
 *
 * <pre>{@code
 * Control<Integer> epochs = new IntSlider("passes", 1, 20, 5);
 * epochs.description("epochs");
 * epochs.enabled(false);                          // while training goes on
 * }</pre>
 *
 * @param <T> the value's type
 */
public abstract class Control<T> extends ValueWidget<T> {

  Control(Model model, Map<String, Object> first, String key) {
    super(model, first, key, true);
  }

  /**
   * Sets the label.
   *
   * @param text plain text
   */
  public final void description(String text) {
    set("description", text);
  }

  /**
   * Lets the user change the value or not.
   *
   * @param enabled whether the user can
   */
  public final void enabled(boolean enabled) {
    set("disabled", !enabled);
  }
}
