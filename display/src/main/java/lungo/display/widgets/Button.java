package lungo.display.widgets;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import lungo.display.comm.Comms;

/**
 * A button.
 *
 * <pre>{@code
 * var button = new Button("Greet");
 * var greeting = new Label("");
 * button.onClick(() -> greeting.value("Hello"));
 * Display.show(new HBox(button, greeting));
 * }</pre>
 */
public final class Button extends DomWidget {

  private final List<Consumer<Button>> handlers = new CopyOnWriteArrayList<>();

  /**
   * A button.
   *
   * @param description what stands on it
   */
  public Button(String description) {
    super(Model.control("Button"), Map.of("description", description));
  }

  /**
   * Does something with each click, as a part of the cell that calls this: what it prints and shows
   * stands there, and so do its errors.
   *
   * @param action what to do
   */
  public void onClick(Runnable action) {
    handlers.add(Comms.hub().bind(clicked -> action.run()));
  }

  /** Does what a click does. */
  public void click() {
    handlers.forEach(handler -> handler.accept(this));
  }

  /**
   * Sets what stands on the button.
   *
   * @param text plain text
   */
  public void description(String text) {
    set("description", text);
  }

  /**
   * Lets the user click or not.
   *
   * @param enabled whether the user can
   */
  public void enabled(boolean enabled) {
    set("disabled", !enabled);
  }

  @Override
  void custom(Map<String, Object> content) {
    if ("click".equals(content.get("event"))) {
      click();
    }
  }

  @Override
  public String toString() {
    return "Button(" + get("description") + ")";
  }
}
