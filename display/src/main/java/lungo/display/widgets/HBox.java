package lungo.display.widgets;

/**
 * Widgets beside each other.
 *
 * <pre>{@code
 * var start = new Button("Count");
 * Display.show(new HBox(start, new IntProgress("counting", 0, 20)));
 * }</pre>
 */
public final class HBox extends Box {

  /**
   * A box.
   *
   * @param children the widgets in order
   */
  public HBox(DomWidget... children) {
    super("HBox", children);
  }
}
