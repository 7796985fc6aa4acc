package lungo.renderers;

import lungo.data.ImageGrid;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.Gallery;
import lungo.plots.Png;

/** Shows pictures in rows, each above its label. */
public final class ImageGridRenderer implements Renderer<ImageGrid> {

  /** For the service loader. */
  public ImageGridRenderer() {}

  @Override
  public Class<ImageGrid> type() {
    return ImageGrid.class;
  }

  @Override
  public MimeBundle render(ImageGrid grid) {
    return Png.bundle(Gallery.of(grid), grid.toString());
  }
}
