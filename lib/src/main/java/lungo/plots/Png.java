package lungo.plots;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import lungo.display.Html;
import lungo.display.MimeBundle;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * Charts and pictures as PNG, in memory.
 *
 * <pre>{@code
 * byte[] png = Png.encode(Png.paint(roc(report.ranking("cat"))));
 * Files.write(Path.of("roc.png"), png);
 * }</pre>
 */
public final class Png {

  /** Pixels for each pixel of a notebook's page, so that charts are sharp on dense screens. */
  public static final int SCALE = 2;

  private Png() {}

  /**
   * Encodes a picture.
   *
   * @param picture any picture
   * @return a PNG file
   */
  public static byte[] encode(BufferedImage picture) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IllegalArgumentException(
            "no PNG encoder takes a picture of type " + picture.getType());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Paints a chart with {@value #SCALE} pixels for each of its own in both directions.
   *
   * @param chart an XChart chart or one of this package's figures
   * @return an opaque picture
   */
  public static BufferedImage paint(IChart chart) {
    var picture =
        new BufferedImage(
            SCALE * chart.getWidth(), SCALE * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      chart.paint(graphics, chart.getWidth(), chart.getHeight());
    } finally {
      graphics.dispose();
    }
    return picture;
  }

  /**
   * What a notebook shows of a chart.
   *
   * @param chart an XChart chart or one of this package's figures
   * @param text what is shown where there are no pictures
   * @return a PNG at {@value #SCALE} times the chart's size, to be shown at the chart's size
   */
  public static MimeBundle bundle(IChart chart, String text) {
    return MimeBundle.png(encode(paint(chart)), text)
        .sized(MimeBundle.PNG, chart.getWidth(), chart.getHeight());
  }

  /**
   * A chart within an HTML fragment.
   *
   * @param chart an XChart chart or one of this package's figures
   * @param alt what is read where there are no pictures
   * @param width how wide it is shown, in pixels of the page; the height follows
   * @return an element {@code img} that holds the picture
   */
  public static String element(IChart chart, String alt, int width) {
    return String.format(
        Locale.ROOT,
        "<img alt=\"%s\" width=\"%d\" height=\"%d\" src=\"data:image/png;base64,%s\"/>",
        Html.escape(alt),
        width,
        Math.round((float) chart.getHeight() * width / chart.getWidth()),
        Base64.getEncoder().encodeToString(encode(paint(chart))));
  }

  /**
   * What a notebook shows of a picture: small pictures are enlarged by whole factors with hard
   * pixels, large ones are shown at most 960 wide.
   *
   * @param picture any picture
   * @return a PNG of the picture's own pixels and how to show it
   */
  public static MimeBundle bundle(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    String text = String.format(Locale.ROOT, "image, %d × %d pixels", width, height);
    int longer = Math.max(width, height);
    if (longer <= Pictures.SMALL) {
      var large = Pictures.enlarge(picture, Math.max(1, 2 * Pictures.SMALL / longer));
      return MimeBundle.png(encode(large), text)
          .sized(MimeBundle.PNG, large.getWidth() / SCALE, large.getHeight() / SCALE);
    }
    int shown = Math.min(width, 960);
    return MimeBundle.png(encode(picture), text)
        .sized(MimeBundle.PNG, shown, Math.max(1, Math.round((float) height * shown / width)));
  }
}
