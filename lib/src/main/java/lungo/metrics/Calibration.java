package lungo.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * Whether a model is as often right as it says: predictions in bins of equal width by the
 * probability that the model gave them. Guo et al. 2017, https://arxiv.org/abs/1706.04599
 *
 * <pre>{@code
 * Calibration calibration = learner.evaluate(data.test()).calibration();
 * double error = calibration.expectedError();
 * Display.show(plot(calibration));
 * }</pre>
 *
 * @param bins from 0 to 1
 */
public record Calibration(List<Bin> bins) {

  static final int BINS = 15;

  /**
   * Predictions of like probability.
   *
   * @param from the bin's lower end, which is not in it
   * @param to the upper end, which is
   * @param count how many predictions
   * @param confidence their mean probability; 0 if there are none
   * @param accuracy the part of them that is right; 0 if there are none
   */
  public record Bin(double from, double to, int count, double confidence, double accuracy) {

    Bin merge(Bin other) {
      int all = count + other.count;
      double most = Math.max(1, all);
      return new Bin(
          from,
          to,
          all,
          (count * confidence + other.count * other.confidence) / most,
          (count * accuracy + other.count * other.accuracy) / most);
    }

    double gap() {
      return Math.abs(confidence - accuracy);
    }
  }

  /**
   * Copies the list.
   *
   * @param bins from 0 to 1
   */
  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * In 15 bins, as the paper.
   *
   * @param predictions at least one
   * @return the bins
   */
  public static Calibration of(Predictions predictions) {
    return of(predictions, BINS);
  }

  /**
   * In some bins.
   *
   * @param predictions at least one
   * @param count how many bins, 1 or more
   * @return the bins
   * @throws IllegalArgumentException if there are no predictions or no bins
   */
  public static Calibration of(Predictions predictions, int count) {
    if (count < 1 || predictions.size() == 0) {
      throw new IllegalArgumentException(
          "calibration needs 1 bin and 1 prediction or more, got "
              + count
              + " and "
              + predictions.size());
    }
    int[] counts = new int[count];
    int[] right = new int[count];
    double[] confidences = new double[count];
    for (int i = 0; i < predictions.size(); i++) {
      double confidence = predictions.confidence(i);
      int bin = bin(confidence, count);
      counts[bin]++;
      right[bin] += predictions.label(i) == predictions.predicted(i) ? 1 : 0;
      confidences[bin] += confidence;
    }
    var bins = new ArrayList<Bin>();
    for (int b = 0; b < count; b++) {
      int most = Math.max(1, counts[b]);
      double width = 1.0 / count;
      bins.add(
          new Bin(
              b * width,
              (b + 1) * width,
              counts[b],
              confidences[b] / most,
              (double) right[b] / most));
    }
    return new Calibration(bins);
  }

  /** The bin, of {@code count}, whose lower end is below a confidence and whose upper is not. */
  static int bin(double confidence, int count) {
    return Math.min(count - 1, Math.max(0, (int) Math.ceil(confidence * count) - 1));
  }

  /**
   * These predictions and those of another part, such as another device's or thread's.
   *
   * @param other as many bins
   * @return new bins
   * @throws IllegalArgumentException if there are not as many bins
   */
  public Calibration merge(Calibration other) {
    if (bins.size() != other.bins.size()) {
      throw new IllegalArgumentException(
          "parts of as many bins can be merged, got " + bins.size() + " and " + other.bins.size());
    }
    return new Calibration(
        IntStream.range(0, bins.size())
            .mapToObj(b -> bins.get(b).merge(other.bins.get(b)))
            .toList());
  }

  private int total() {
    return bins.stream().mapToInt(Bin::count).sum();
  }

  /**
   * Expected calibration error: the mean difference of probability and accuracy.
   *
   * @return in [0, 1], 0 for a model that is as often right as it says
   */
  public double expectedError() {
    return bins.stream().mapToDouble(bin -> bin.count() * bin.gap()).sum() / total();
  }

  /**
   * Maximum calibration error: the largest difference of a bin.
   *
   * @return in [0, 1]
   */
  public double maximumError() {
    return bins.stream().filter(bin -> bin.count() > 0).mapToDouble(Bin::gap).max().orElse(0);
  }

  /**
   * The bins.
   *
   * @return {@code from, to, predictions, confidence, accuracy}; what is undefined is missing
   */
  public Table table() {
    var table =
        Table.create(
            "calibration",
            DoubleColumn.create("from"),
            DoubleColumn.create("to"),
            IntColumn.create("predictions"),
            DoubleColumn.create("confidence"),
            DoubleColumn.create("accuracy"));
    for (Bin bin : bins) {
      table.doubleColumn("from").append(bin.from());
      table.doubleColumn("to").append(bin.to());
      table.intColumn("predictions").append(bin.count());
      append(table.doubleColumn("confidence"), bin, bin.confidence());
      append(table.doubleColumn("accuracy"), bin, bin.accuracy());
    }
    return table;
  }

  private static void append(DoubleColumn column, Bin bin, double value) {
    OptionalDouble known = bin.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
    known.ifPresentOrElse(column::append, column::appendMissing);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "expected calibration error %.4f, largest %.4f, over %d predictions",
        expectedError(),
        maximumError(),
        total());
  }
}
