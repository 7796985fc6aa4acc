package lungo.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of curves over epochs, below a title of its own: all panels' axes are on one height. */
final class CurvePanel {

  /** How many times as high as 98 % of the values an axis may be. */
  private static final double TAMED = 4;

  private final String title;
  private final XYChart chart;
  private final boolean isLogarithmic;
  private final List<Line> lines = new ArrayList<>();

  /** A ring around the best point of a curve. */
  private static final class Ring extends Marker {
    @Override
    public void paint(Graphics2D graphics, double x, double y, int size) {
      graphics.setStroke(new BasicStroke(1.6f));
      double across = size + 6.0;
      graphics.draw(new Ellipse2D.Double(x - across / 2, y - across / 2, across, across));
    }
  }

  CurvePanel(String title, int width, int height, boolean isLogarithmic) {
    this.title = title;
    this.chart = Style.lines(width, height, "", "epoch", "");
    this.isLogarithmic = isLogarithmic;
  }

  String title() {
    return title;
  }

  XYChart chart() {
    return chart;
  }

  private Line drawable(Line line) {
    return isLogarithmic ? line.positive() : line;
  }

  /** Draws a line; what is not finite is left out, on a logarithmic axis what is not above 0. */
  CurvePanel add(String name, Line given, Color colour, boolean dots) {
    Line line = drawable(given);
    lines.add(line);
    if (!line.isEmpty()) {
      var series = chart.addSeries(name, line.x(), line.y());
      series.setLineColor(colour);
      if (dots) {
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
      }
    }
    return this;
  }

  /** A thin line behind the others, without a name in the legend. */
  CurvePanel addBehind(String name, Line given, Color colour) {
    Line line = drawable(given);
    lines.add(line);
    if (!line.isEmpty()) {
      chart
          .addSeries(name, line.x(), line.y())
          .setLineColor(colour)
          .setLineStyle(Style.stroke(1f))
          .setShowInLegend(false);
    }
    return this;
  }

  /** A ring around the lowest or the highest point. */
  CurvePanel markBest(String name, Line given, Color colour, boolean isLowGood) {
    Line line = drawable(given);
    if (line.x().length > 1) {
      int best = line.best(isLowGood);
      double[] x = {line.x()[best]};
      double[] y = {line.y()[best]};
      var series = chart.addSeries("best " + name, x, y);
      series.setShowInLegend(false);
      series.setMarker(new Ring()).setMarkerColor(colour);
    }
    return this;
  }

  /** Fits the axes; a few wild values do not press all others flat. */
  CurvePanel limit(double end) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double usual = Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      if (!line.isEmpty()) {
        low = Math.min(low, line.quantile(0));
        high = Math.max(high, line.quantile(1));
        usual = Math.max(usual, line.quantile(0.98));
      }
    }
    if (low <= high && isLogarithmic) {
      chart.getStyler().setYAxisLogarithmic(true);
      chart
          .getStyler()
          .setYAxisMin(Math.pow(10, Math.floor(Math.log10(low)))); // XChart names decades
      chart.getStyler().setYAxisMax(high * 1.1);
    } else if (low <= high) {
      high = Math.min(high, low + TAMED * Math.max(usual - low, 1e-12));
      double margin = high > low ? 0.05 * (high - low) : Math.max(0.05 * Math.abs(high), 1e-3);
      chart.getStyler().setYAxisMin(low >= 0 ? Math.max(0, low - margin) : low - margin);
      chart.getStyler().setYAxisMax(high + margin);
    }
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisMax(end);
    chart.getStyler().setLegendVisible(lines.size() > 1);
    boolean rises = lines.stream().filter(line -> !line.isEmpty()).allMatch(Line::rises);
    chart.getStyler().setLegendPosition(rises ? LegendPosition.InsideSE : LegendPosition.InsideNE);
    return this;
  }

  /** A metric's name as a title. */
  static String capitalised(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('_', ' ');
  }
}
