package lungo.plots;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.HorizontalBarChart;
import tech.tablesaw.api.Table;

/**
 * A picture, the same with a heat map over it, and classes with their probabilities as bars: what a
 * model saw, where it looked, and what it says.
 *
 * <pre>{@code
 * var explanation = explain(learner).gradCam("layer4").of(picture);
 * explanation.figure();                    // picture, heat and probabilities
 * HeatPlot.of(picture, heat, "by hand", learner.predict(picture).probabilities());
 * }</pre>
 */
public final class HeatPlot extends Figure {

  private static final int PADDING = 14;
  private static final int PICTURE = 168;
  private static final int GAP = 16;
  private static final int LINE = 15;
  private static final int CLASSES = 5;
  private static final Font FONT = Style.font(Font.PLAIN, 12);

  private final BufferedImage picture;
  private final BufferedImage overlay;
  private final List<String> caption;
  private final ProbabilityPlot bars;

  private HeatPlot(
      BufferedImage picture,
      BufferedImage overlay,
      List<String> caption,
      ProbabilityPlot bars,
      int width) {
    super("", width, 2 * PADDING + PICTURE + 8 + LINE * caption.size());
    this.picture = picture;
    this.overlay = overlay;
    this.caption = caption;
    this.bars = bars;
  }

  /**
   * A picture with a heat map.
   *
   * @param picture the picture
   * @param heat (H · W), a number a pixel; below 0 it is drawn in orange, above in blue
   * @param caption below it, a line or more
   * @param probabilities class to probability, the likeliest first; five are shown
   * @return the figure
   * @throws IllegalArgumentException unless there is one number a pixel
   */
  public static HeatPlot of(
      BufferedImage picture, float[] heat, String caption, Map<String, Double> probabilities) {
    List<String> lines = caption.lines().toList();
    var bars = Plots.probabilities(probabilities, CLASSES);
    int text = lines.stream().mapToInt(line -> Text.width(FONT, line)).max().orElse(0);
    int width = PADDING + 2 * PICTURE + GAP + bars.getWidth();
    return new HeatPlot(
        picture, Pictures.overlay(picture, heat), lines, bars, Math.max(width, text + 2 * PADDING));
  }

  @Override
  void draw(Graphics2D graphics) {
    double second = PADDING + PICTURE + (double) GAP;
    Gallery.drawPicture(
        graphics, picture, new Rectangle2D.Double(PADDING, PADDING, PICTURE, PICTURE));
    Gallery.drawPicture(
        graphics, overlay, new Rectangle2D.Double(second, PADDING, PICTURE, PICTURE));
    var own = (Graphics2D) graphics.create();
    try {
      int down = PADDING + (PICTURE - bars.getHeight()) / 2;
      own.translate(second + PICTURE, down);
      bars.draw(own);
    } finally {
      own.dispose();
    }
    graphics.setFont(FONT);
    for (int i = 0; i < caption.size(); i++) {
      graphics.setColor(i == 0 ? Style.ink() : Style.quiet());
      double y = PADDING + PICTURE + 8 + LINE * (i + 0.5);
      Text.startingAt(graphics, caption.get(i), PADDING, y);
    }
  }

  /** The classes with their probabilities. */
  @Override
  public Table table() {
    return bars.table();
  }

  @Override
  public List<HorizontalBarChart> charts() {
    return bars.charts();
  }

  @Override
  public String toString() {
    return String.join("; ", caption) + "\n" + bars;
  }
}
