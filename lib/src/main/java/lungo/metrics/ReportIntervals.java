package lungo.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the figures of a report may be off by, each as {@link Interval} tells it.
 *
 * <pre>{@code
 * ReportIntervals intervals = learner.evaluate().intervals();
 * System.out.println("recall of the first class: " + intervals.classes().get(0).recall());
 * }</pre>
 *
 * @param accuracy of the part that is right
 * @param loss of the mean loss in nats; empty where only the predicted class's probability is known
 * @param classes of each class's rates, by its index
 * @param macro of the rates' plain means over the classes
 * @param weighted of their means weighted by the classes' examples
 */
public record ReportIntervals(
    Interval accuracy, Optional<Interval> loss, List<Rates> classes, Rates macro, Rates weighted) {

  /**
   * What three rates may be off by.
   *
   * @param precision of the precision
   * @param recall of the recall
   * @param f1 of F1
   */
  public record Rates(Interval precision, Interval recall, Interval f1) {}

  /**
   * Copies the list.
   *
   * @param accuracy of the part that is right
   * @param loss of the mean loss in nats, if it is known
   * @param classes of each class's rates
   * @param macro of the rates' plain means over the classes
   * @param weighted of their weighted means
   */
  public ReportIntervals {
    classes = List.copyOf(classes);
  }

  static ReportIntervals of(Report report) {
    Predictions predictions = report.predictions();
    int count = predictions.classes().size();
    var figures = new ArrayList<ToDoubleFunction<ConfusionMatrix>>();
    figures.add(matrix -> rate(matrix.accuracy()));
    for (int i = 0; i < count; i++) {
      int c = i;
      figures.add(matrix -> rate(matrix.precision(c)));
      figures.add(matrix -> rate(matrix.recall(c)));
      figures.add(matrix -> rate(matrix.f1(c)));
    }
    for (boolean weighted : new boolean[] {false, true}) {
      figures.add(matrix -> mean(matrix, weighted).precision());
      figures.add(matrix -> mean(matrix, weighted).recall());
      figures.add(matrix -> mean(matrix, weighted).f1());
    }
    List<Interval> found = Interval.ofCounts(figures, predictions);
    List<Rates> rates =
        IntStream.range(0, count + 2)
            .mapToObj(
                i -> new Rates(found.get(3 * i + 1), found.get(3 * i + 2), found.get(3 * i + 3)))
            .toList();
    return new ReportIntervals(
        found.get(0),
        loss(report),
        rates.subList(0, count),
        rates.get(count),
        rates.get(count + 1));
  }

  /** Where the examples' own losses are known, they have the report's mean. */
  private static Optional<Interval> loss(Report report) {
    Predictions predictions = report.predictions();
    if (!predictions.hasAllProbabilities()) {
      return Optional.empty();
    }
    double[] losses =
        IntStream.range(0, predictions.size())
            .mapToDouble(i -> Metrics.logLoss(predictions, i))
            .toArray();
    Interval interval = Interval.ofMean(losses);
    double off = Math.abs(interval.value() - report.loss());
    return Optional.of(interval).filter(i -> off <= 1e-3 * Math.max(1, report.loss()));
  }

  private static ConfusionMatrix.Average mean(ConfusionMatrix matrix, boolean weighted) {
    return weighted ? matrix.weighted() : matrix.macro();
  }

  private static double rate(OptionalDouble rate) {
    return rate.orElse(Double.NaN);
  }
}
