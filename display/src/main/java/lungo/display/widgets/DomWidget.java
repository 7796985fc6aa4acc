package lungo.display.widgets;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A widget that can be seen.
 *
 * <pre>{@code
 * DomWidget chart = new Output();
 * chart.width("400px");
 * chart.visible(false);
 * }</pre>
 */
public abstract class DomWidget extends Widget {

  private final Layout layout;

  DomWidget(Model model, Map<String, Object> first) {
    this(model, first, new Layout());
  }

  private DomWidget(Model model, Map<String, Object> first, Layout layout) {
    super(model, with(first, "layout", reference(layout)));
    this.layout = layout;
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    var more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  /** How a widget's state names another widget. */
  static String reference(Widget widget) {
    return "IPY_MODEL_" + widget.modelId();
  }

  /**
   * Sets the width.
   *
   * @param width in CSS, such as {@code 50%} or {@code 300px}
   */
  public final void width(String width) {
    layout.put("width", width);
  }

  /**
   * Sets the height.
   *
   * @param height in CSS, such as {@code 200px}
   */
  public final void height(String height) {
    layout.put("height", height);
  }

  /**
   * Shows or hides the widget.
   *
   * @param visible whether it takes part in the page
   */
  public final void visible(boolean visible) {
    layout.put("display", visible ? "" : "none");
  }

  @Override
  public void close() {
    super.close();
    layout.close();
  }
}
