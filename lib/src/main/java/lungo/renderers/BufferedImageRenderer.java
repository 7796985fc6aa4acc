package lungo.renderers;

import java.awt.image.BufferedImage;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.Png;

/** Shows a picture as PNG; small ones enlarged with hard pixels. */
public final class BufferedImageRenderer implements Renderer<BufferedImage> {

  /** For the service loader. */
  public BufferedImageRenderer() {}

  @Override
  public Class<BufferedImage> type() {
    return BufferedImage.class;
  }

  @Override
  public MimeBundle render(BufferedImage picture) {
    return Png.bundle(picture);
  }
}
