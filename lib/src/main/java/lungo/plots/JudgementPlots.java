package lungo.plots;

import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final String CHANCE = "chance";

  /** A line; its middle keeps XChart from marking each of many equally spaced rates. */
  private static final double[] UNIT = {0, 1 / Math.PI, 1};

  private JudgementPlots() {}

  static XYChart roc(List<Ranking> rankings) {
    var curves = new LinkedHashMap<String, Ranking>();
    rankings.forEach(r -> curves.put(named(r, "area", r.rocAuc()), r));
    Legend legend = legend(curves, true, LegendPosition.InsideSE);
    XYChart chart = square("ROC curve", "false positive rate", "true positive rate", legend);
    curves.forEach((name, r) -> add(chart, name, r, r::falsePositiveRate, r::truePositiveRate));
    reference(chart, CHANCE, UNIT, UNIT);
    return chart;
  }

  static XYChart precisionRecall(List<Ranking> rankings) {
    var curves = new LinkedHashMap<String, Ranking>();
    rankings.forEach(r -> curves.put(named(r, "average precision", r.averagePrecision()), r));
    Legend legend = legend(curves, rankings.size() == 1, LegendPosition.InsideSW);
    XYChart chart = square("Precision and recall", "recall", "precision", legend);
    curves.forEach((name, r) -> add(chart, name, r, r::truePositiveRate, Ranking.Point::precision));
    if (rankings.size() == 1) {
      double chance = rankings.get(0).prevalence();
      reference(chart, CHANCE, UNIT, new double[] {chance, chance, chance});
    }
    return chart;
  }

  private static Legend legend(
      Map<String, Ranking> curves, boolean withChance, LegendPosition corner) {
    var names = new ArrayList<>(curves.keySet());
    if (withChance) {
      names.add(CHANCE);
    }
    return Legend.inside(names, corner);
  }

  static XYChart reliability(Calibration calibration) {
    XYChart chart =
        square(
            String.format(
                Locale.ROOT, "Reliability, expected error %.3f", calibration.expectedError()),
            "probability that the model gave",
            "part that was right",
            Legend.inside(List.of(), LegendPosition.InsideNW));
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
    counts.setLineColor(Style.line());
    counts.setFillColor(Style.grid());
    var series =
        chart.addSeries(
            "model",
            bins.stream().mapToDouble(Calibration.Bin::confidence).toArray(),
            bins.stream().mapToDouble(Calibration.Bin::accuracy).toArray());
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(Style.blue());
    series.setLineColor(Style.blue());
    reference(chart, "as often right as it says", UNIT, UNIT);
    return chart;
  }

  private static XYChart square(String title, String x, String y, Legend legend) {
    int height = Math.max(HEIGHT, legend.height());
    XYChart chart = Style.lines(WIDTH + legend.beside(), height, title, x, y);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setXAxisTickMarkSpacingHint(SPACING).setYAxisTickMarkSpacingHint(SPACING);
    legend.applyTo(chart);
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
    series.setLineColor(Style.quiet());
    series.setLineStyle(
        new BasicStroke(
            1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0));
  }
}
