package lungo.plots;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import lungo.audio.Sound;
import lungo.audio.Spectrogram;
import lungo.data.ImageLoader;
import lungo.metrics.Calibration;
import lungo.metrics.ConfusionMatrix;
import lungo.metrics.Predictions;
import lungo.metrics.Ranking;
import lungo.metrics.Report;
import lungo.training.Callback;
import lungo.training.History;
import lungo.training.RateSearch;
import lungo.training.Schedule;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Table;

/**
 * The figures by name, made to be imported statically.
 *
 * <pre>{@code
 * plot(learner.fit(5, livePlot()));
 * plot(report.confusionMatrix());
 * mistakes(report, data.test(), 12);
 * plot(oneCycle(0.05), 500);               // rates over 500 steps
 * lines("Loss", "step", Map.of("small", new TreeMap<>(Map.of(1, 2.3, 2, 1.9))));
 * }</pre>
 */
public final class Plots {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int FEW = 30;

  private Plots() {}

  /**
   * Draws the learning curves while a run trains, in one output that changes in place. Drawing
   * takes about a twentieth of one thread's time at most, off the thread that trains.
   *
   * @return a callback for one run at a time
   */
  public static Callback livePlot() {
    return new LivePlot();
  }

  /**
   * The learning curves of what was recorded so far.
   *
   * @param history a learner's record
   * @return the figure
   */
  public static LearningCurves plot(History history) {
    return LearningCurves.of(history);
  }

  /**
   * The curves of several runs over each other, a colour a run.
   *
   * @param histories a run's name to its learner's record, 1 to 20
   * @return the figure
   */
  public static LearningCurves plot(Map<String, History> histories) {
    return LearningCurves.of(histories);
  }

  /**
   * Saves a chart, as SVG where the file's name ends so, else as PNG at twice its size.
   *
   * @param chart an XChart chart or a figure of this package
   * @param file where; missing folders are made
   * @throws IOException if it cannot be written
   */
  public static void save(IChart chart, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (file.toString().endsWith(".svg")) {
      Files.writeString(file, Svg.encode(chart));
    } else {
      Files.write(file, Png.encode(Png.paint(chart)));
    }
  }

  /**
   * Where each token looks, a map a head.
   *
   * @param title above them
   * @param queries the tokens that look
   * @param keys those that they look at
   * @param weights (heads, queries, keys), in [0, 1]
   * @return the figure
   * @throws IllegalArgumentException if the shape is another
   */
  public static AttentionPlot attention(
      String title, List<String> queries, List<String> keys, NDArray weights) {
    Shape shape = weights.getShape();
    if (shape.dimension() != 3 || shape.get(1) != queries.size() || shape.get(2) != keys.size()) {
      throw new IllegalArgumentException(
          "attention must be (heads, "
              + queries.size()
              + ", "
              + keys.size()
              + "), a weight for each pair of tokens; got "
              + shape);
    }
    int heads = (int) shape.get(0);
    float[] values = weights.toFloatArray();
    float[][][] maps = new float[heads][queries.size()][];
    for (int row = 0; row < heads * queries.size(); row++) {
      maps[row / queries.size()][row % queries.size()] =
          Arrays.copyOfRange(values, row * keys.size(), (row + 1) * keys.size());
    }
    return AttentionPlot.of(title, queries, keys, maps);
  }

  /**
   * Several lines over one axis, such as the curves of several runs; NaN and infinities are left
   * out, long lines are thinned.
   *
   * @param title above it
   * @param x what the axis counts
   * @param lines name to points, which are marked where they are few
   * @return a chart
   */
  public static XYChart lines(
      String title, String x, Map<String, ? extends SortedMap<? extends Number, Double>> lines) {
    var legend = Legend.below(lines.keySet(), WIDTH);
    int height = Math.max(HEIGHT, legend.height());
    XYChart chart = Style.lines(WIDTH + legend.beside(), height, title, x, "");
    lines.forEach(
        (name, points) -> {
          double[] at = points.keySet().stream().mapToDouble(Number::doubleValue).toArray();
          Line line = Line.of(at, points.values().stream().mapToDouble(v -> v).toArray());
          if (!line.isEmpty()) {
            var series = chart.addSeries(name, line.x(), line.y());
            series.setMarker(at.length <= FEW ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
          }
        });
    legend.applyTo(chart);
    return chart;
  }

  /**
   * Points in the plane, a colour a group.
   *
   * @param table has the points; its name stands above them
   * @param x a column of numbers
   * @param y another one
   * @param colour the column by whose values points are coloured, 20 at most; empty for one colour
   * @return a chart; points that are missing or not finite are left out
   * @throws IllegalArgumentException if there is no point, or there are too many groups
   */
  public static XYChart scatter(Table table, String x, String y, String colour) {
    return Scatter.of(table, x, y, colour);
  }

  /**
   * Points in the plane, a colour a group, such as pictures by two features, coloured by class.
   *
   * @param title above it
   * @param x numbers
   * @param y as many
   * @param groups a group a point, 20 different ones at most
   * @return a chart; points that are not finite are left out
   * @throws IllegalArgumentException if the lengths differ, there is no point, or there are too
   *     many groups
   */
  public static XYChart scatter(String title, double[] x, double[] y, List<String> groups) {
    return Scatter.of(Scatter.table(title, x, y, groups), "x", "y", "group");
  }

  /**
   * The points of a chart of this class as they are drawn, which thins long lines. Figures have a
   * {@code table()} of their own.
   *
   * @param chart any chart of lines or points
   * @return a row a point: {@code series, x, y}
   */
  public static Table table(XYChart chart) {
    return ChartTable.of(chart);
  }

  /**
   * ROC curves: what part of a class is found, against what part of all others is taken for it.
   *
   * @param rankings one or more classes
   * @return a chart, with the area under each curve
   */
  public static XYChart roc(Ranking... rankings) {
    return JudgementPlots.roc(some(rankings));
  }

  /**
   * Precision against recall.
   *
   * @param rankings one or more classes
   * @return a chart, with each curve's average precision
   */
  public static XYChart precisionRecall(Ranking... rankings) {
    return JudgementPlots.precisionRecall(some(rankings));
  }

  private static List<Ranking> some(Ranking... rankings) {
    if (rankings.length == 0) {
      throw new IllegalArgumentException("a curve needs one ranking or more, got none");
    }
    return List.of(rankings);
  }

  /**
   * A reliability diagram: how often predictions are right by the probability that the model gave
   * them, and how many there are.
   *
   * @param calibration the bins
   * @return a chart; a model that is as often right as it says lies on the diagonal
   */
  public static XYChart plot(Calibration calibration) {
    return JudgementPlots.reliability(calibration);
  }

  /**
   * A learning-rate schedule over a run.
   *
   * @param schedule the schedule
   * @param steps how many steps the run takes, at least 1
   * @return a chart, rate by step
   */
  public static XYChart plot(Schedule schedule, int steps) {
    double[] rates = schedule.rates(steps);
    double[] x = new double[steps];
    Arrays.setAll(x, i -> i + 1);
    Line line = Line.of(x, rates);
    XYChart chart = Style.lines(WIDTH, HEIGHT, "Learning rate", "step", "");
    chart.addSeries("rate", line.x(), line.y());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    Style.round(chart, 0, steps);
    return chart;
  }

  /**
   * The loss over the learning rate, with the suggested rate.
   *
   * @param search what {@code learner.findRate()} gave
   * @return a chart, smoothed loss by rate
   */
  public static XYChart plot(RateSearch search) {
    double[] rates = numbers(search.rates());
    double[] losses = numbers(search.losses());
    XYChart chart = Style.lines(WIDTH, HEIGHT, "Learning-rate search", "rate", "loss");
    chart.addSeries("loss", rates, losses);
    double low = Arrays.stream(losses).min().orElseThrow();
    double first = losses[0];
    double high = Math.max(first, low) + 0.1 * Math.abs(first - low);
    double suggestion = search.suggestion();
    chart.addSeries(
        String.format(Locale.ROOT, "suggestion %.1e", suggestion),
        new double[] {suggestion, suggestion},
        new double[] {low, high});
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMax(high);
    return chart;
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * How often each class was taken for each other one.
   *
   * @param matrix the counts
   * @return the figure
   */
  public static ConfusionPlot plot(ConfusionMatrix matrix) {
    int n = matrix.classes().size();
    long[][] counts = new long[n][n];
    for (int label = 0; label < n; label++) {
      for (int predicted = 0; predicted < n; predicted++) {
        counts[label][predicted] = matrix.count(label, predicted);
      }
    }
    return ConfusionPlot.of("Confusion matrix", counts, matrix.classes());
  }

  /**
   * How strong each band of a sound is over time, or other features of it.
   *
   * @param spectrogram what {@code features.of(sound)} gave
   * @return the figure
   */
  public static SpectrogramPlot plot(Spectrogram spectrogram) {
    return SpectrogramPlot.of(spectrogram);
  }

  /**
   * A sound's curve above its mel spectrogram.
   *
   * @param sound the sound
   * @return the figure
   */
  public static SpectrogramPlot plot(Sound sound) {
    return SpectrogramPlot.of(sound);
  }

  /**
   * Pictures that a classifier got wrong, those first that it was surest of, with what they are and
   * what it took them for.
   *
   * @param report what {@code learner.evaluate(loader)} said
   * @param loader the pictures that it was about
   * @param most how many to show at most, 1 to 1,000
   * @return the figure; a sentence if there is no mistake
   * @throws IllegalArgumentException if {@code most} is out of range, or the report is about other
   *     pictures, or the loader's are trained on, which are shuffled
   */
  public static Figure mistakes(Report report, ImageLoader loader, int most) {
    int examples = report.predictions().size();
    if (examples != loader.size()) {
      throw new IllegalArgumentException(
          "the report is about " + examples + " examples, the loader has " + loader.size());
    }
    checkOrder(loader);
    if (most < 1) {
      throw new IllegalArgumentException("expected 1 mistake or more to show, got " + most);
    }
    List<Predictions.Mistake> mistakes = report.mistakes(most);
    if (mistakes.isEmpty()) {
      return new Note(String.format(Locale.ROOT, "No mistake in %,d pictures", examples));
    }
    return Gallery.of(
        mistakes.stream()
            .map(
                m ->
                    new Gallery.Item(
                        loader.image(m.index()).image(), caption(m), Gallery.Mark.WRONG))
            .toList());
  }

  /**
   * Pictures with what a classifier said: what they are, what it took them for, and how sure it
   * was; green frames where it was right, orange ones where not.
   *
   * @param report what {@code learner.evaluate(loader)} said
   * @param loader the pictures that it was about
   * @param most how many to show at most, the first ones, 1 to 1,000
   * @return the figure
   * @throws IllegalArgumentException if {@code most} is out of range, or the report is about other
   *     pictures, or the loader's are trained on, which are shuffled
   */
  public static Gallery predictions(Report report, ImageLoader loader, int most) {
    Predictions said = report.predictions();
    if (said.size() != loader.size()) {
      throw new IllegalArgumentException(
          "the report is about " + said.size() + " examples, the loader has " + loader.size());
    }
    checkOrder(loader);
    return Gallery.of(
        IntStream.range(0, Math.min(most, said.size()))
            .mapToObj(i -> item(said, i, loader.image(i).image()))
            .toList());
  }

  private static void checkOrder(ImageLoader loader) {
    if (!loader.isInOrder()) {
      throw new IllegalArgumentException(
          "a part that is trained on is shuffled, so it is not known which picture a prediction is"
              + " about; expected the validation or the test part, got "
              + loader);
    }
  }

  private static Gallery.Item item(Predictions said, int i, BufferedImage picture) {
    String label = said.classes().get(said.label(i));
    String predicted = said.classes().get(said.predicted(i));
    boolean isRight = said.label(i) == said.predicted(i);
    String caption =
        String.format(
            Locale.ROOT,
            "%s%s%n%.0f %% sure",
            label,
            isRight ? "" : String.format("%nnot %s", predicted),
            100 * said.confidence(i));
    return new Gallery.Item(picture, caption, isRight ? Gallery.Mark.RIGHT : Gallery.Mark.WRONG);
  }

  private static String caption(Predictions.Mistake mistake) {
    return String.format(
        Locale.ROOT,
        "%s%nnot %s%n%.0f %% sure",
        mistake.label(),
        mistake.predicted(),
        100 * mistake.confidence());
  }

  /**
   * Classes with their probabilities, the likeliest first.
   *
   * @param probabilities class to probability
   * @param most how many to show, at least 1
   * @return the figure
   */
  public static ProbabilityPlot probabilities(Map<String, Double> probabilities, int most) {
    return probabilities(probabilities, most, null);
  }

  /**
   * A picture and its classes with their probabilities, the likeliest first.
   *
   * @param probabilities class to probability
   * @param most how many to show, at least 1
   * @param picture what was classified, or null
   * @return the figure
   */
  public static ProbabilityPlot probabilities(
      Map<String, Double> probabilities, int most, @Nullable BufferedImage picture) {
    List<ProbabilityPlot.Entry> entries =
        probabilities.entrySet().stream()
            .map(e -> new ProbabilityPlot.Entry(e.getKey(), e.getValue()))
            .sorted(Comparator.comparingDouble(ProbabilityPlot.Entry::probability).reversed())
            .limit(most)
            .toList();
    return ProbabilityPlot.of(entries, picture);
  }

  /**
   * How values are distributed, in equal bins; NaN and infinities are left out.
   *
   * @param title above it
   * @param values the values
   * @return a chart, count by value
   * @throws IllegalArgumentException if no value is finite
   */
  public static XYChart histogram(String title, double... values) {
    double[] finite = Arrays.stream(values).filter(v -> Math.abs(v) < 1e150).sorted().toArray();
    if (finite.length == 0) {
      throw new IllegalArgumentException(
          "a histogram needs at least 1 finite value, got none in " + values.length);
    }
    double low = finite[0];
    double high = finite[finite.length - 1];
    double span = high > low ? high - low : 1.05 * Math.max(1, Math.abs(low) * 0.1);
    low = high > low ? low : low - span / 2;
    int bins = bins(finite, span);
    double[] counts = new double[bins];
    for (double value : finite) {
      counts[Math.min(bins - 1, (int) ((value - low) / span * bins))]++;
    }
    return bars(title, low, span / bins, counts);
  }

  /** Freedman and Diaconis 1981: twice the interquartile range by the cube root of the count. */
  private static int bins(double[] sorted, double span) {
    int n = sorted.length;
    double range = sorted[(int) (0.75 * (n - 1))] - sorted[(int) (0.25 * (n - 1))];
    double width = 2 * range / Math.cbrt(n);
    return width > 0 ? (int) Math.max(5, Math.min(80, Math.ceil(span / width))) : 21;
  }

  /** Counts as an area with steps. */
  static XYChart bars(String title, double low, double width, double[] counts) {
    var x = new ArrayList<Double>();
    var y = new ArrayList<Double>();
    x.add(low);
    y.add(0.0);
    for (int i = 0; i < counts.length; i++) {
      x.add(low + i * width);
      y.add(counts[i]);
      x.add(low + (i + 1) * width);
      y.add(counts[i]);
    }
    x.add(low + counts.length * width);
    y.add(0.0);
    XYChart chart = Style.lines(WIDTH, HEIGHT, title, "", "count");
    chart
        .addSeries("count", x, y)
        .setXYSeriesRenderStyle(XYSeriesRenderStyle.Area)
        .setLineColor(Style.blue())
        .setFillColor(Theme.current().fill());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    Style.round(chart, low, low + counts.length * width);
    return chart;
  }
}
