package lungo.renderers;

import ai.djl.modality.cv.Image;
import java.awt.image.BufferedImage;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.Png;

/** Shows a DJL image as PNG, whatever library holds its pixels. */
public final class ImageRenderer implements Renderer<Image> {

  /** For the service loader. */
  public ImageRenderer() {}

  @Override
  public Class<Image> type() {
    return Image.class;
  }

  @Override
  public MimeBundle render(Image image) {
    if (image.getWrappedImage() instanceof BufferedImage picture) {
      return Png.bundle(picture);
    }
    return MimeBundle.text(
        "image, " + image.getWidth() + " × " + image.getHeight() + " pixels, not held by Java");
  }
}
