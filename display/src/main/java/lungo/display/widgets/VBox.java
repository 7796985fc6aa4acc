package lungo.display.widgets;

/** Widgets below each other. */
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
