package lungo.plots;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.util.function.Consumer;

/** Text in figures: measured before there is anything to draw on, and cut to what fits. */
final class Text {

  private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

  private Text() {}

  /** How wide a text is in a font, in whole pixels. */
  static int width(Font font, String text) {
    return (int) Math.ceil(font.getStringBounds(text, SMOOTH).getWidth());
  }

  /** The text, or its beginning with an ellipsis, not wider than some pixels. */
  static String fit(Font font, String text, int width) {
    if (width(font, text) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(font, text.substring(0, end) + "…") > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end).stripTrailing() + "…";
  }

  /** Draws text with its middle at a point. */
  static void centred(Graphics2D graphics, String text, double x, double y) {
    FontMetrics metrics = graphics.getFontMetrics();
    float left = (float) (x - metrics.stringWidth(text) / 2.0);
    graphics.drawString(text, left, baseline(metrics, y));
  }

  /** Draws text that ends at a point. */
  static void endingAt(Graphics2D graphics, String text, double x, double y) {
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.drawString(text, (float) (x - metrics.stringWidth(text)), baseline(metrics, y));
  }

  /** Draws text that starts at a point. */
  static void startingAt(Graphics2D graphics, String text, double x, double y) {
    graphics.drawString(text, (float) x, baseline(graphics.getFontMetrics(), y));
  }

  /** Draws text that reads from bottom to top and ends at a point. */
  static void upwards(Graphics2D graphics, String text, double x, double y) {
    turned(graphics, x, y, own -> endingAt(own, text, 0, 0));
  }

  /** Draws text that reads from bottom to top around a point. */
  static void upwardsAround(Graphics2D graphics, String text, double x, double y) {
    turned(graphics, x, y, own -> centred(own, text, 0, 0));
  }

  private static void turned(
      Graphics2D graphics, double x, double y, Consumer<Graphics2D> drawing) {
    var own = (Graphics2D) graphics.create();
    try {
      own.translate(x, y);
      own.rotate(-Math.PI / 2);
      drawing.accept(own);
    } finally {
      own.dispose();
    }
  }

  private static float baseline(FontMetrics metrics, double middle) {
    return (float) (middle + (metrics.getAscent() - metrics.getDescent()) / 2.0);
  }
}
