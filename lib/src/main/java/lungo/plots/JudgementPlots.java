package lungo.plots;

import java.awt.BasicStroke;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import lungo.metrics.Calibration;
import lungo.metrics.Ranking;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of how a classifier did. */
final class JudgementPlots {

  private static final int WIDTH = 460;
  private static final int HEIGHT = 420;
  private static final int SPACING = 64;

  /** A line; its middle keeps XChart from marking each of many equally spaced rates. */
  private static final double[] UNIT = {0, 1 / Math.PI, 1};

  private JudgementPlots() {}

  static XYChart roc(List<Ranking> rankings) {
    XYChart chart = square("ROC curve", "false positive rate", "true positive rate");
    for (Ranking ranking : rankings) {
      add(
          chart,
          named(ranking, "area", ranking.rocAuc()),
          ranking,
          ranking::falsePositiveRate,
          ranking::truePositiveRate);
    }
    reference(chart, "chance", UNIT, UNIT);
    chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
    return chart;
  }

  static XYChart precisionRecall(List<Ranking> rankings) {
    XYChart chart = square("Precision and recall", "recall", "precision");
    for (Ranking ranking : rankings) {
      add(
          chart,
          named(ranking, "average precision", ranking.averagePrecision()),
          ranking,
          ranking::truePositiveRate,
          Ranking.Point::precision);
    }
    if (rankings.size() == 1) {
      double chance = rankings.get(0).prevalence();
      reference(chart, "chance", UNIT, new double[] {chance, chance, chance});
    }
    chart.getStyler().setLegendPosition(LegendPosition.InsideSW);
    return chart;
  }

  static XYChart reliability(Calibration calibration) {
    XYChart chart =
        square(
            String.format(
                Locale.ROOT, "Reliability, expected error %.3f", calibration.expectedError()),
            "probability that the model gave",
            "part that was right");
    List<Calibration.Bin> all = calibration.bins();
    List<Calibration.Bin> bins = all.stream().filter(b -> b.count() > 0).toList();
    int most = all.stream().mapToInt(Calibration.Bin::count).max().orElse(1);
    var counts =
        chart.addSeries(
            "predictions, " + most + " at most",
            all.stream().flatMapToDouble(b -> DoubleStream.of(b.from(), b.to())).toArray(),
            all.stream()
                .mapToDouble(b -> 0.25 * b.count() / most)
                .flatMap(height -> DoubleStream.of(height, height))
                .toArray());
    counts.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
    counts.setMarker(SeriesMarkers.NONE);
    counts.setLineColor(Style.LINE);
    counts.setFillColor(Style.GRID);
    var series =
        chart.addSeries(
            "model",
            bins.stream().mapToDouble(Calibration.Bin::confidence).toArray(),
            bins.stream().mapToDouble(Calibration.Bin::accuracy).toArray());
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(Style.BLUE);
    series.setLineColor(Style.BLUE);
    reference(chart, "as often right as it says", UNIT, UNIT);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    return chart;
  }

  private static XYChart square(String title, String x, String y) {
    XYChart chart = Style.lines(WIDTH, HEIGHT, title, x, y);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setXAxisTickMarkSpacingHint(SPACING).setYAxisTickMarkSpacingHint(SPACING);
    return chart;
  }

  private static String named(Ranking ranking, String what, double value) {
    return String.format(Locale.ROOT, "%s, %s %.3f", ranking.name(), what, value);
  }

  private static void add(
      XYChart chart,
      String name,
      Ranking ranking,
      ToDoubleFunction<Ranking.Point> x,
      ToDoubleFunction<Ranking.Point> y) {
    List<Ranking.Point> points = ranking.points();
    double[] across = points.stream().mapToDouble(x).toArray();
    double[] up = points.stream().mapToDouble(y).toArray();
    chart.addSeries(name, across, up).setMarker(SeriesMarkers.NONE);
  }

  private static void reference(XYChart chart, String name, double[] x, double[] y) {
    var series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Style.QUIET);
    series.setLineStyle(
        new BasicStroke(
            1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0));
  }
}
