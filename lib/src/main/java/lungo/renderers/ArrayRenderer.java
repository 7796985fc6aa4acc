package lungo.renderers;

import ai.djl.ndarray.NDArray;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/**
 * Shows a DJL array: shape, type, device, smallest, mean and largest value, and its values with the
 * middle of large arrays left out. An array of pixels is seen as a picture with {@link
 * lungo.plots.Pictures#of}.
 */
public final class ArrayRenderer implements Renderer<NDArray> {

  /** For the service loader. */
  public ArrayRenderer() {}

  @Override
  public Class<NDArray> type() {
    return NDArray.class;
  }

  @Override
  public MimeBundle render(NDArray array) {
    if (array.isReleased()) {
      return MimeBundle.text("an array that was closed already");
    }
    String head = ArrayText.head(array);
    String statistics = ArrayText.statistics(array);
    String values = ArrayText.values(array);
    var html = new Html();
    html.open("div").element("b", head);
    if (!statistics.isEmpty()) {
      html.element("span", statistics, "style", "opacity:.75;margin-left:1.5em");
    }
    html.close();
    if (!values.isEmpty()) {
      html.element("pre", values, "style", "margin:4px 0;overflow-x:auto");
    }
    String text = statistics.isEmpty() ? head : head + "  " + statistics;
    return MimeBundle.html(html.toString(), values.isEmpty() ? text : text + "\n" + values);
  }
}
