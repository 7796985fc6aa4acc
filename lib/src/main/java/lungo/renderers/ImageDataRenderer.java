package lungo.renderers;

import lungo.data.ImageData;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import tech.tablesaw.api.Table;

/** Shows a set of pictures: its size, parts and settings, and how many of each class it has. */
public final class ImageDataRenderer implements Renderer<ImageData> {

  /** For the service loader. */
  public ImageDataRenderer() {}

  @Override
  public Class<ImageData> type() {
    return ImageData.class;
  }

  @Override
  public MimeBundle render(ImageData data) {
    Table counts = data.classCounts();
    TableView view = TableRenderer.view(counts.columns(), counts.rowCount());
    var html = new Html().element("div", data, "style", "font-weight:bold").raw(view.html());
    return MimeBundle.html(html.toString(), data + "\n" + view.plainText());
  }
}
