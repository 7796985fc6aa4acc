package lungo.renderers;

import java.util.List;
import lungo.data.ImageGrid;
import lungo.data.LabeledImage;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.Gallery;
import lungo.plots.Png;

/** Shows a picture above its label. */
public final class LabeledImageRenderer implements Renderer<LabeledImage> {

  /** For the service loader. */
  public LabeledImageRenderer() {}

  @Override
  public Class<LabeledImage> type() {
    return LabeledImage.class;
  }

  @Override
  public MimeBundle render(LabeledImage image) {
    return Png.bundle(Gallery.of(new ImageGrid(List.of(image))), image.toString());
  }
}
