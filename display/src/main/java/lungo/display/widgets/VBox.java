package lungo.display.widgets;

/**
 * Widgets below each other.
 *
 * <pre>{@code
 * Display.show(new VBox(new Text("name", "Ada"), new Button("Greet")));
 * }</pre>
 */
public final class VBox extends Box {

  /**
   * A box.
   *
   * @param children the widgets in order
   */
  public VBox(DomWidget... children) {
    super("VBox", children);
  }
}
