package lungo.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lungo.data.LabeledLoader;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How a classifier did on examples it was not trained on.
 *
 * <pre>{@code
 * Report report = learner.evaluate();                    // on the test part, if there is one
 * double accuracy = report.accuracy();
 * for (var mistake : report.mistakes(5)) {
 *   Display.show(data.test().image(mistake.index()));
 * }
 * }</pre>
 *
 * <p>A notebook shows the figures with their intervals, the confusion matrix and the worst
 * mistakes.
 *
 * @param loss the mean loss, in nats
 * @param predictions what it said about each example
 * @param examples what was judged, if it is known and its order is that of the predictions
 */
public record Report(double loss, Predictions predictions, Optional<LabeledLoader> examples) {

  /**
   * Of examples that cannot be shown.
   *
   * @param loss the mean loss, in nats
   * @param predictions what it said about each example
   * @throws IllegalArgumentException if there are no predictions
   */
  public Report(double loss, Predictions predictions) {
    this(loss, predictions, Optional.empty());
  }

  /**
   * Checks that there is something to report.
   *
   * @param loss the mean loss, in nats
   * @param predictions what it said about each example
   * @param examples what was judged, if it is known and its order is that of the predictions
   * @throws IllegalArgumentException if there are no predictions
   */
  public Report {
    if (predictions.size() == 0) {
      throw new IllegalArgumentException("a report needs one prediction or more, got none");
    }
  }

  /**
   * The part of the predictions that are right.
   *
   * @return in [0, 1]
   */
  public double accuracy() {
    return Metrics.accuracy().of(predictions);
  }

  /**
   * How often each class was taken for each other one.
   *
   * @return the counts, with precision, recall and F1 a class
   */
  public ConfusionMatrix confusionMatrix() {
    return ConfusionMatrix.of(predictions);
  }

  /**
   * Precision, recall and F1 a class, then their plain and their weighted mean.
   *
   * @return {@code class, precision, recall, f1, support}; what is undefined is missing
   */
  public Table table() {
    var matrix = confusionMatrix();
    var table = matrix.table().setName("classification report");
    append(table, "macro average", matrix.macro(), matrix.total());
    append(table, "weighted average", matrix.weighted(), matrix.total());
    return table;
  }

  /**
   * A figure with what it may be off by; see {@link Interval}.
   *
   * @param metric such as {@code accuracy()}
   * @return the 95 % interval of 1,000 draws, which follow from the seed
   */
  public Interval interval(Metric metric) {
    return Interval.of(metric, predictions);
  }

  /**
   * What all figures of the report may be off by.
   *
   * @return their 95 % intervals of 1,000 draws, which follow from the seed
   */
  public ReportIntervals intervals() {
    return ReportIntervals.of(this);
  }

  /**
   * How well a class's probability tells it from all others: ROC and precision-recall curves.
   *
   * @param name the class
   * @return the ranking
   * @throws IllegalArgumentException if there is no such class, or all examples or none are of it
   */
  public Ranking ranking(String name) {
    return Ranking.of(predictions, name);
  }

  /**
   * Whether the model is as often right as it says.
   *
   * @return the predictions in 15 bins
   */
  public Calibration calibration() {
    return Calibration.of(predictions);
  }

  /**
   * Which rates are undefined, and why.
   *
   * @return a sentence each, none if all are defined
   */
  public List<String> notes() {
    return confusionMatrix().undefined();
  }

  /**
   * The wrong predictions, those first that the model was surest of.
   *
   * @param most how many at most
   * @return the mistakes; an index is the example's place in the data
   */
  public List<Predictions.Mistake> mistakes(int most) {
    return predictions.mistakes(most);
  }

  /** The figures as text, with a note of what is undefined. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "loss %.4f, accuracy %.4f over %d examples",
            loss,
            accuracy(),
            predictions.size()));
    lines.add(table().printAll());
    lines.addAll(notes());
    return String.join("\n", lines);
  }

  private static void append(Table table, String name, ConfusionMatrix.Average mean, int total) {
    ((StringColumn) table.column("class")).append(name);
    ((DoubleColumn) table.column("precision")).append(mean.precision());
    ((DoubleColumn) table.column("recall")).append(mean.recall());
    ((DoubleColumn) table.column("f1")).append(mean.f1());
    ((IntColumn) table.column("support")).append(total);
  }
}
