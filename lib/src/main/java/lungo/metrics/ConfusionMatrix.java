package lungo.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How often each class was taken for each other one, and the rates that follow from it; with
 * scikit-learn's definitions:
 *
 * <pre>
 * precision = right predictions of the class / all predictions of the class
 * recall    = right predictions of the class / all examples of the class
 * F1        = 2 * right / (predictions of the class + examples of the class)
 * </pre>
 *
 * A rate with nothing below its line is undefined, which is said and never NaN; averages count it
 * as 0.
 *
 * <pre>{@code
 * ConfusionMatrix matrix = learner.evaluate(data.test()).confusionMatrix();
 * OptionalDouble recall = matrix.recall(matrix.classes().indexOf("Bag"));
 * Display.show(plot(matrix));
 * }</pre>
 */
public final class ConfusionMatrix {

  private final List<String> classes;
  private final int[][] counts;
  private final int[] supports;
  private final int[] predictions;

  private ConfusionMatrix(List<String> classes, int[][] counts) {
    this.classes = classes;
    this.counts = counts;
    this.supports = Arrays.stream(counts).mapToInt(row -> IntStream.of(row).sum()).toArray();
    this.predictions = new int[classes.size()];
    for (int[] row : counts) {
      for (int predicted = 0; predicted < row.length; predicted++) {
        predictions[predicted] += row[predicted];
      }
    }
  }

  /**
   * Precision, recall and F1 averaged over the classes.
   *
   * @param precision in [0, 1]
   * @param recall in [0, 1]
   * @param f1 in [0, 1]
   */
  public record Average(double precision, double recall, double f1) {}

  /**
   * Counts predictions.
   *
   * @param predictions any number
   * @return the counts
   */
  public static ConfusionMatrix of(Predictions predictions) {
    return of(predictions, IntStream.range(0, predictions.size()).toArray());
  }

  /** Counts some of the predictions, by their indices, some perhaps more than once. */
  static ConfusionMatrix of(Predictions predictions, int[] chosen) {
    int n = predictions.classes().size();
    int[][] counts = new int[n][n];
    for (int i : chosen) {
      counts[predictions.label(i)][predictions.predicted(i)]++;
    }
    return new ConfusionMatrix(predictions.classes(), counts);
  }

  static ConfusionMatrix of(List<String> classes, int[][] counts) {
    return new ConfusionMatrix(classes, counts);
  }

  /**
   * The classes' names.
   *
   * @return by index
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * How many examples of one class were taken for another.
   *
   * @param label what they are, in [0, classes)
   * @param predicted what they were taken for, in [0, classes)
   * @return the count
   */
  public int count(int label, int predicted) {
    return counts[label][predicted];
  }

  /**
   * How many examples a class has.
   *
   * @param label in [0, classes)
   * @return the row's sum
   */
  public int support(int label) {
    return supports[label];
  }

  /**
   * How often a class was predicted.
   *
   * @param predicted in [0, classes)
   * @return the column's sum
   */
  public int predictions(int predicted) {
    return predictions[predicted];
  }

  /**
   * How many examples there are.
   *
   * @return the sum of all counts
   */
  public int total() {
    return IntStream.of(supports).sum();
  }

  /**
   * The part of all examples that were predicted right.
   *
   * @return in [0, 1], empty if there are no examples
   */
  public OptionalDouble accuracy() {
    return ratio(right(), total());
  }

  /**
   * The part of a class's predictions that are right.
   *
   * @param c in [0, classes)
   * @return in [0, 1], empty if the class was never predicted
   */
  public OptionalDouble precision(int c) {
    return ratio(counts[c][c], predictions(c));
  }

  /**
   * The part of a class's examples that were found.
   *
   * @param c in [0, classes)
   * @return in [0, 1], empty if there is no example of the class
   */
  public OptionalDouble recall(int c) {
    return ratio(counts[c][c], support(c));
  }

  /**
   * The harmonic mean of precision and recall.
   *
   * @param c in [0, classes)
   * @return in [0, 1], empty if the class neither has an example nor was predicted
   */
  public OptionalDouble f1(int c) {
    return ratio(2 * counts[c][c], predictions(c) + support(c));
  }

  /**
   * The harmonic mean of precision and recall, recall counting beta times as much. van Rijsbergen
   * 1979.
   *
   * @param c in [0, classes)
   * @param beta above 0; 1 is F1
   * @return in [0, 1], empty if the class neither has an example nor was predicted
   */
  public OptionalDouble fBeta(int c, double beta) {
    double square = beta * beta;
    double below = square * support(c) + predictions(c);
    return below == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((1 + square) * counts[c][c] / below);
  }

  /**
   * The mean recall of the classes that have examples.
   *
   * @return in [0, 1], empty if there are no examples
   */
  public OptionalDouble balancedAccuracy() {
    return IntStream.range(0, classes.size())
        .mapToObj(this::recall)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .average();
  }

  /**
   * Cohen's kappa: how far the agreement is above what chance gives. Cohen 1960,
   * https://doi.org/10.1177/001316446002000104
   *
   * @return at most 1, 0 for chance; empty if labels and predictions are all of one class
   */
  public OptionalDouble cohensKappa() {
    double all = total();
    double agreed = right() / all;
    double byChance = sum(c -> (double) support(c) * predictions(c)) / (all * all);
    return 1 - byChance > 0
        ? OptionalDouble.of((agreed - byChance) / (1 - byChance))
        : OptionalDouble.empty();
  }

  /**
   * Matthews' correlation of labels and predictions, for several classes as Gorodkin 2004,
   * https://doi.org/10.1016/j.compbiolchem.2004.09.006
   *
   * @return in [-1, 1], 0 for chance; empty if labels or predictions are all of one class
   */
  public OptionalDouble matthewsCorrelation() {
    double all = total();
    double covariance = right() * all - sum(c -> (double) support(c) * predictions(c));
    double ofLabels = all * all - sum(c -> Math.pow(support(c), 2));
    double ofPredictions = all * all - sum(c -> Math.pow(predictions(c), 2));
    double below = Math.sqrt(ofLabels) * Math.sqrt(ofPredictions);
    return below == 0 ? OptionalDouble.empty() : OptionalDouble.of(covariance / below);
  }

  private int right() {
    return IntStream.range(0, classes.size()).map(c -> counts[c][c]).sum();
  }

  private double sum(IntToDoubleFunction ofClass) {
    return IntStream.range(0, classes.size()).mapToDouble(ofClass).sum();
  }

  /**
   * The plain mean over all classes.
   *
   * @return the averages; what is undefined counts as 0
   */
  public Average macro() {
    int[] ones = new int[classes.size()];
    Arrays.fill(ones, 1);
    return average(ones);
  }

  /**
   * {@link #fBeta} of all classes. The micro average of single labels is the accuracy, whatever
   * beta is, because each wrong prediction misses one class and is a false alarm of another.
   *
   * @param beta above 0
   * @param averaging how the classes count
   * @return in [0, 1]; a class's that is undefined counts as 0
   */
  public double averageF(double beta, Averaging averaging) {
    return switch (averaging) {
      case MACRO -> sum(c -> fBeta(c, beta).orElse(0)) / classes.size();
      case MICRO -> accuracy().orElse(0);
      case WEIGHTED -> total() == 0 ? 0 : sum(c -> support(c) * fBeta(c, beta).orElse(0)) / total();
    };
  }

  /**
   * These counts and those of another part of the examples, such as another device's or thread's.
   *
   * @param other counts of the same classes
   * @return a new matrix
   * @throws IllegalArgumentException if the classes differ
   */
  public ConfusionMatrix merge(ConfusionMatrix other) {
    Predictions.checkClasses(classes, other.classes);
    int[][] sums = new int[counts.length][];
    for (int label = 0; label < sums.length; label++) {
      int[] row = counts[label].clone();
      for (int c = 0; c < row.length; c++) {
        row[c] += other.counts[label][c];
      }
      sums[label] = row;
    }
    return new ConfusionMatrix(classes, sums);
  }

  /**
   * The mean over all classes, each weighted by its number of examples.
   *
   * @return the averages; what is undefined counts as 0
   */
  public Average weighted() {
    return average(IntStream.range(0, classes.size()).map(this::support).toArray());
  }

  /**
   * Which rates are undefined, and why.
   *
   * @return a sentence each, none if all are defined
   */
  public List<String> undefined() {
    var notes = new ArrayList<String>();
    for (int c = 0; c < classes.size(); c++) {
      if (precision(c).isEmpty()) {
        notes.add("precision of '" + classes.get(c) + "' is undefined: it was never predicted");
      }
      if (recall(c).isEmpty()) {
        notes.add("recall of '" + classes.get(c) + "' is undefined: no example has this class");
      }
    }
    return notes;
  }

  /**
   * The rates a class.
   *
   * @return {@code class, precision, recall, f1, support}; what is undefined is missing
   */
  public Table table() {
    return Table.create(
        "classes",
        StringColumn.create("class", classes),
        rates("precision", this::precision),
        rates("recall", this::recall),
        rates("f1", this::f1),
        IntColumn.create(
            "support", IntStream.range(0, classes.size()).map(this::support).toArray()));
  }

  /** The counts as text, a row a class. */
  @Override
  public String toString() {
    int width = classes.stream().mapToInt(String::length).max().orElse(0);
    var text = new StringBuilder("rows: what they are, columns: what they were taken for\n");
    for (int label = 0; label < classes.size(); label++) {
      text.append(String.format("%" + width + "s", classes.get(label)));
      for (int count : counts[label]) {
        text.append(String.format(" %5d", count));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private DoubleColumn rates(String name, IntFunction<OptionalDouble> rate) {
    var column = DoubleColumn.create(name);
    for (int c = 0; c < classes.size(); c++) {
      rate.apply(c).ifPresentOrElse(column::append, column::appendMissing);
    }
    return column;
  }

  private Average average(int[] weights) {
    return new Average(
        average(weights, this::precision),
        average(weights, this::recall),
        average(weights, this::f1));
  }

  private static double average(int[] weights, IntFunction<OptionalDouble> rate) {
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      sum += weights[c] * rate.apply(c).orElse(0);
    }
    int all = IntStream.of(weights).sum();
    return all == 0 ? 0 : sum / all;
  }

  private static OptionalDouble ratio(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
