package lungo.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import lungo.random.Seed;

/**
 * How far a figure may be off because other examples might have been drawn: the bootstrap's
 * percentile interval. The metric is computed again and again on as many examples, drawn from those
 * that there are with repetition. Efron 1979, https://doi.org/10.1214/aos/1176344552
 *
 * <pre>{@code
 * Interval interval = learner.evaluate(data.test()).interval(accuracy());
 * System.out.println(interval.value() + ", " + interval.low() + " to " + interval.high());
 * }</pre>
 *
 * @param value on all examples
 * @param low the lower end
 * @param high the upper end
 * @param level the part of the draws that lies between
 * @param undefined in how many draws the figure is undefined, as kappa where all examples are of
 *     one class; they are left out of the ends
 * @param draws how often examples were drawn
 */
public record Interval(
    double value, double low, double high, double level, int undefined, int draws) {

  private static final int DRAWS = 1000;
  private static final double LEVEL = 0.95;

  /**
   * The 95 % interval of 1,000 draws, which follow from the seed.
   *
   * @param metric the figure
   * @param predictions at least one
   * @return the interval
   */
  public static Interval of(Metric metric, Predictions predictions) {
    return of(metric, predictions, LEVEL, DRAWS);
  }

  /**
   * An interval of draws that follow from the seed.
   *
   * @param metric the figure
   * @param predictions at least one
   * @param level the part of the draws that lies between, in (0, 1)
   * @param draws how many, 2 or more
   * @return the interval
   * @throws IllegalArgumentException if the level or the number is out of range
   */
  public static Interval of(Metric metric, Predictions predictions, double level, int draws) {
    if (!(level > 0 && level < 1) || draws < 2) {
      throw new IllegalArgumentException(
          "an interval needs a level in (0, 1) and 2 draws or more, got " + level + ", " + draws);
    }
    return of(
            predictions.size(),
            level,
            draws,
            chosen -> new double[] {metric.of(predictions.chosen(chosen))})
        .get(0);
  }

  /**
   * Intervals of figures that counts of labels and predictions tell, from the same draws as {@link
   * #of(Metric, Predictions)}: each draw is counted once for all of them.
   */
  static List<Interval> ofCounts(
      List<ToDoubleFunction<ConfusionMatrix>> figures, Predictions predictions) {
    return of(
        predictions.size(),
        LEVEL,
        DRAWS,
        chosen -> {
          var counts = ConfusionMatrix.of(predictions, chosen);
          return figures.stream().mapToDouble(figure -> figure.applyAsDouble(counts)).toArray();
        });
  }

  /** The interval of a mean over the examples, from the same draws. */
  static Interval ofMean(double[] values) {
    return of(
            values.length,
            LEVEL,
            DRAWS,
            chosen ->
                new double[] {
                  Arrays.stream(chosen).mapToDouble(i -> values[i]).average().orElse(0)
                })
        .get(0);
  }

  /** Intervals of some figures of examples that are chosen by their indices. */
  private static List<Interval> of(
      int size, double level, int draws, Function<int[], double[]> figures) {
    double[] values = figures.apply(IntStream.range(0, size).toArray());
    double[][] drawn =
        IntStream.range(0, draws)
            .parallel()
            .mapToObj(
                draw -> {
                  SplittableRandom random = Seed.stream("bootstrap", draw);
                  return figures.apply(random.ints(size, 0, size).toArray());
                })
            .toArray(double[][]::new);
    return IntStream.range(0, values.length)
        .mapToObj(i -> of(values[i], Arrays.stream(drawn).mapToDouble(d -> d[i]), level, draws))
        .toList();
  }

  private static Interval of(double value, DoubleStream all, double level, int draws) {
    double[] drawn = all.filter(one -> !Double.isNaN(one)).sorted().toArray();
    double outside = (1 - level) / 2;
    return new Interval(
        value,
        quantile(drawn, outside),
        quantile(drawn, 1 - outside),
        level,
        draws - drawn.length,
        draws);
  }

  /** Linear between the neighbours, as NumPy's. */
  private static double quantile(double[] sorted, double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  @Override
  public String toString() {
    String interval =
        String.format(
            Locale.ROOT, "%.4f (%.0f %% interval %.4f to %.4f)", value, 100 * level, low, high);
    return undefined == 0
        ? interval
        : interval
            + String.format(
                Locale.ROOT, ", undefined in %d of %d draws, which are left out", undefined, draws);
  }
}
