package lungo.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * What most metrics of classifiers need to know of predictions, counted batch by batch: it takes as
 * much memory for ten examples as for ten million. A learner counts on the device and reads the
 * sums once, at the end of an epoch.
 *
 * <pre>{@code
 * var tally = Tally.of(predictions);
 * double same = accuracy().of(tally).orElseThrow();
 * }</pre>
 */
public final class Tally {

  /** How many bins of confidence are counted; as many as {@link Calibration} has. */
  public static final int BINS = Calibration.BINS;

  private final ConfusionMatrix confusion;
  private final long[] ranks;
  private final double[][] bins;
  private final double logLosses;

  private Tally(ConfusionMatrix confusion, long[] ranks, double[][] bins, double logLosses) {
    this.confusion = confusion;
    this.ranks = ranks;
    this.bins = bins;
    this.logLosses = logLosses;
  }

  /**
   * What was counted elsewhere.
   *
   * @param classes K names
   * @param confusion (K · K), how often each class, row after row, was taken for each one
   * @param ranks (K), how many examples had 0, 1, … classes that were thought likelier than theirs
   * @param bins ({@value #BINS} · 3), a bin of confidence after the other: predictions, those that
   *     are right, the sum of their confidences
   * @param logLosses the sum of -log of each label's probability
   * @return the tally
   * @throws IllegalArgumentException if the sizes differ
   */
  public static Tally of(
      List<String> classes, double[] confusion, double[] ranks, double[] bins, double logLosses) {
    int k = classes.size();
    if (confusion.length != k * k || ranks.length != k || bins.length != BINS * 3) {
      throw new IllegalArgumentException(
          "a tally of %d classes needs %d counts, %d ranks and %d numbers of bins, got %d, %d and %d"
              .formatted(k, k * k, k, BINS * 3, confusion.length, ranks.length, bins.length));
    }
    int[][] counts = new int[k][k];
    long[] ranked = new long[k];
    for (int i = 0; i < k * k; i++) {
      counts[i / k][i % k] = (int) confusion[i];
    }
    for (int i = 0; i < k; i++) {
      ranked[i] = (long) ranks[i];
    }
    double[][] binned = new double[BINS][3];
    for (int i = 0; i < bins.length; i++) {
      binned[i / 3][i % 3] = bins[i];
    }
    return new Tally(ConfusionMatrix.of(List.copyOf(classes), counts), ranked, binned, logLosses);
  }

  /**
   * Counts predictions.
   *
   * @param predictions with the probabilities of all classes
   * @return the tally
   * @throws IllegalStateException if only the predicted class's probability is known
   */
  public static Tally of(Predictions predictions) {
    int k = predictions.classes().size();
    double[] confusion = new double[k * k];
    double[] ranks = new double[k];
    double[] bins = new double[BINS * 3];
    double losses = 0;
    for (int i = 0; i < predictions.size(); i++) {
      int label = predictions.label(i);
      boolean isRight = label == predictions.predicted(i);
      confusion[label * k + predictions.predicted(i)]++;
      ranks[predictions.rank(i)]++;
      int bin = Calibration.bin(predictions.confidence(i), BINS);
      bins[bin * 3]++;
      bins[bin * 3 + 1] += isRight ? 1 : 0;
      bins[bin * 3 + 2] += predictions.confidence(i);
      losses += Metrics.logLoss(predictions, i);
    }
    return of(predictions.classes(), confusion, ranks, bins, losses);
  }

  /**
   * These examples and those of another part, such as another device's.
   *
   * @param other of the same classes
   * @return a new tally
   * @throws IllegalArgumentException if the classes differ
   */
  public Tally merge(Tally other) {
    ConfusionMatrix both = confusion.merge(other.confusion);
    long[] allRanks = ranks.clone();
    for (int i = 0; i < allRanks.length; i++) {
      allRanks[i] += other.ranks[i];
    }
    double[][] allBins = new double[BINS][3];
    for (int b = 0; b < BINS; b++) {
      for (int i = 0; i < 3; i++) {
        allBins[b][i] = bins[b][i] + other.bins[b][i];
      }
    }
    return new Tally(both, allRanks, allBins, logLosses + other.logLosses);
  }

  /**
   * How many examples there are.
   *
   * @return the number
   */
  public long size() {
    return confusion.total();
  }

  /**
   * How often each class was taken for each other one.
   *
   * @return the counts
   */
  public ConfusionMatrix confusion() {
    return confusion;
  }

  /** The part of the examples with fewer than k classes thought likelier than theirs. */
  double inTop(int k) {
    long hits = 0;
    for (int rank = 0; rank < Math.min(k, ranks.length); rank++) {
      hits += ranks[rank];
    }
    return (double) hits / size();
  }

  double logLoss() {
    return logLosses / size();
  }

  Calibration calibration() {
    var all = new ArrayList<Calibration.Bin>();
    for (int b = 0; b < BINS; b++) {
      double most = Math.max(1, bins[b][0]);
      double width = 1.0 / BINS;
      all.add(
          new Calibration.Bin(
              b * width, (b + 1) * width, (int) bins[b][0], bins[b][2] / most, bins[b][1] / most));
    }
    return new Calibration(all);
  }
}
