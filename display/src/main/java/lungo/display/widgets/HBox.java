package lungo.display.widgets;

/** Widgets beside each other. */
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
