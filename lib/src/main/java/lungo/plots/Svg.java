package lungo.plots;

import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * Charts as SVG: lines and letters as outlines, sharp at any size, the same wherever they are shown
 * because no font is needed; pictures within them as PNG.
 *
 * <pre>{@code
 * Files.writeString(Path.of("roc.svg"), Svg.encode(roc(report.ranking("cat"))));
 * Display.show(Svg.bundle(plot(report.confusionMatrix())));
 * }</pre>
 */
public final class Svg {

  private Svg() {}

  /**
   * Draws a chart.
   *
   * @param chart an XChart chart or one of this package's figures
   * @return a whole SVG document of the chart's size
   */
  public static String encode(IChart chart) {
    int width = chart.getWidth();
    int height = chart.getHeight();
    var graphics = new SvgGraphics(width, height);
    try {
      chart.paint(graphics, width, height);
    } finally {
      graphics.dispose();
    }
    String title = chart.getTitle() == null ? "" : chart.getTitle();
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                + " width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
            width,
            height,
            width,
            height)
        + "<title>"
        + Html.escape(title)
        + "</title>\n"
        + graphics.elements()
        + "</svg>\n";
  }

  /**
   * What a notebook shows of a chart, for figures that are to be enlarged or taken into a paper.
   *
   * @param chart an XChart chart or one of this package's figures
   * @return the SVG, and a PNG for front ends that show none
   */
  public static MimeBundle bundle(IChart chart) {
    return Png.bundle(chart, String.valueOf(chart.getTitle())).with(MimeBundle.SVG, encode(chart));
  }
}
