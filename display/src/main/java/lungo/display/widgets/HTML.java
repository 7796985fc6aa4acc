package lungo.display.widgets;

import java.util.Map;

/**
 * HTML that Java can change.
 *
 * <pre>{@code
 * var status = new HTML("<i>waiting</i>");
 * Display.show(status);
 * status.value("<b>" + Html.escape("a < b") + "</b>");
 * }</pre>
 */
public final class HTML extends ValueWidget<String> {

  /**
   * HTML as it is; escape what comes from elsewhere (see {@link lungo.display.Html}).
   *
   * @param value the first HTML
   */
  public HTML(String value) {
    super(Model.control("HTML"), Map.of("value", value), "value", false);
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
