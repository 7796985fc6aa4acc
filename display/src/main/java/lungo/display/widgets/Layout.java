package lungo.display.widgets;

import java.util.Map;

/** How one widget is laid out: CSS properties. */
final class Layout extends Widget {

  Layout() {
    super(Model.layout(), Map.of());
  }

  /** Sets a property; the empty text is CSS's default. */
  void put(String property, String value) {
    set(property, value);
  }
}
