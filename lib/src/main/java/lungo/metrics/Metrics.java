package lungo.metrics;

import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The common metrics of classifiers, made to be imported statically.
 *
 * <pre>{@code
 * learner.metrics(accuracy(), topK(5), f1());
 * double area = rocAuc().of(learner.evaluate(data.test()).predictions());
 * }</pre>
 */
public final class Metrics {

  private Metrics() {}

  private record Named(
      String name,
      ToDoubleFunction<Predictions> function,
      @Nullable ToDoubleFunction<Tally> streaming)
      implements Metric {

    Named(String name, ToDoubleFunction<Predictions> function) {
      this(name, function, null);
    }

    /** Of counts alone. */
    static Named ofCounts(String name, ToDoubleFunction<ConfusionMatrix> function) {
      return new Named(
          name,
          p -> function.applyAsDouble(ConfusionMatrix.of(p)),
          t -> function.applyAsDouble(t.confusion()));
    }

    @Override
    public boolean isStreaming() {
      return streaming != null;
    }

    @Override
    public OptionalDouble of(Tally tally) {
      if (streaming == null) {
        return OptionalDouble.empty();
      }
      if (tally.size() == 0) {
        throw new IllegalArgumentException(name + " needs one prediction or more, got none");
      }
      return OptionalDouble.of(streaming.applyAsDouble(tally));
    }

    @Override
    public double of(Predictions predictions) {
      if (predictions.size() == 0) {
        throw new IllegalArgumentException(name + " needs one prediction or more, got none");
      }
      return function.applyAsDouble(predictions);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * The part of the predictions that are right.
   *
   * @return {@code accuracy}, in [0, 1]
   */
  public static Metric accuracy() {
    return new Named("accuracy", p -> inTop(p, 1), t -> t.inTop(1));
  }

  /**
   * The part of the examples whose class is among the k likeliest.
   *
   * @param k 1 or more
   * @return {@code top}<i>k</i>, in [0, 1]
   */
  public static Metric topK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be 1 or more, got " + k);
    }
    return new Named("top" + k, p -> inTop(p, k), t -> t.inTop(k));
  }

  /**
   * The mean of the classes' precisions; one that is undefined counts as 0.
   *
   * @return {@code precision}, in [0, 1]
   */
  public static Metric precision() {
    return Named.ofCounts("precision", m -> m.macro().precision());
  }

  /**
   * The mean of the classes' recalls; one that is undefined counts as 0.
   *
   * @return {@code recall}, in [0, 1]
   */
  public static Metric recall() {
    return Named.ofCounts("recall", m -> m.macro().recall());
  }

  /**
   * The mean of the classes' F1 scores; one that is undefined counts as 0.
   *
   * @return {@code f1}, in [0, 1]
   */
  public static Metric f1() {
    return Named.ofCounts("f1", m -> m.macro().f1());
  }

  /**
   * The mean of the classes' F scores, recall counting beta times as much as precision; one that is
   * undefined counts as 0.
   *
   * @param beta above 0, such as 2 where missing an example is worse than a false alarm
   * @return {@code f}<i>beta</i>, in [0, 1]
   */
  public static Metric fBeta(double beta) {
    return fBeta(beta, Averaging.MACRO);
  }

  /**
   * {@link ConfusionMatrix#averageF}: the classes' F scores as one.
   *
   * @param beta above 0, such as 2 where missing an example is worse than a false alarm
   * @param averaging how the classes count
   * @return {@code f}<i>beta</i>, with {@code _micro} or {@code _weighted} behind it, in [0, 1]
   */
  public static Metric fBeta(double beta, Averaging averaging) {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("beta must be above 0, got " + beta);
    }
    String name = beta == Math.rint(beta) ? String.valueOf((long) beta) : String.valueOf(beta);
    String suffix = averaging == Averaging.MACRO ? "" : "_" + averaging;
    return Named.ofCounts("f" + name + suffix, m -> m.averageF(beta, averaging));
  }

  /**
   * The mean of -log of the probability that each example's class was given; a probability below
   * 2.2e-16 counts as that. It needs the probabilities of all classes.
   *
   * @return {@code log_loss}, in nats, 0 or more
   */
  public static Metric logLoss() {
    return new Named("log_loss", Metrics::logLoss, Tally::logLoss);
  }

  private static double logLoss(Predictions predictions) {
    double sum = 0;
    for (int i = 0; i < predictions.size(); i++) {
      sum += logLoss(predictions, i);
    }
    return sum / predictions.size();
  }

  /** Of one example. */
  static double logLoss(Predictions predictions, int i) {
    double given = 0;
    for (int c = 0; c < predictions.classes().size(); c++) {
      given += predictions.probability(i, c); // float32 does not sum to 1 exactly
    }
    double share = predictions.probability(i, predictions.label(i)) / given;
    return -Math.log(Math.max(share, Math.ulp(1.0)));
  }

  /**
   * The mean over the classes of the area under the ROC curve, each against all others; see {@link
   * Ranking}. It needs the probabilities of all classes.
   *
   * @return {@code roc_auc}, in [0, 1]; NaN, undefined, if a class has no example or all of them
   */
  public static Metric rocAuc() {
    return new Named("roc_auc", p -> ofClasses(p, Ranking::rocAuc));
  }

  /**
   * The mean over the classes of the average precision, each against all others; see {@link
   * Ranking}. It needs the probabilities of all classes.
   *
   * @return {@code average_precision}, in [0, 1]; NaN, undefined, if a class has no example or all
   *     of them
   */
  public static Metric averagePrecision() {
    return new Named("average_precision", p -> ofClasses(p, Ranking::averagePrecision));
  }

  private static double ofClasses(Predictions predictions, ToDoubleFunction<Ranking> figure) {
    double sum = 0;
    int classes = predictions.classes().size();
    for (int c = 0; c < classes; c++) {
      int ofClass = c;
      long support =
          IntStream.range(0, predictions.size())
              .filter(i -> predictions.label(i) == ofClass)
              .count();
      if (support == 0 || support == predictions.size()) {
        return Double.NaN;
      }
      sum += figure.applyAsDouble(Ranking.of(predictions, predictions.classes().get(c)));
    }
    return sum / classes;
  }

  /**
   * The mean recall of the classes that have examples: accuracy where classes differ in size.
   *
   * @return {@code balanced_accuracy}, in [0, 1]
   */
  public static Metric balancedAccuracy() {
    return Named.ofCounts("balanced_accuracy", m -> m.balancedAccuracy().orElse(0));
  }

  /**
   * {@link ConfusionMatrix#cohensKappa}.
   *
   * @return {@code cohens_kappa}, at most 1; NaN where it is undefined
   */
  public static Metric cohensKappa() {
    return Named.ofCounts("cohens_kappa", m -> m.cohensKappa().orElse(Double.NaN));
  }

  /**
   * {@link ConfusionMatrix#matthewsCorrelation}.
   *
   * @return {@code matthews_correlation}, in [-1, 1]; NaN where it is undefined
   */
  public static Metric matthewsCorrelation() {
    return Named.ofCounts("matthews_correlation", m -> m.matthewsCorrelation().orElse(Double.NaN));
  }

  /**
   * How far probabilities and accuracy differ, in 15 bins; see {@link Calibration}.
   *
   * @return {@code calibration_error}, in [0, 1]
   */
  public static Metric calibrationError() {
    return new Named(
        "calibration_error",
        p -> Calibration.of(p).expectedError(),
        t -> t.calibration().expectedError());
  }

  private static double inTop(Predictions predictions, int k) {
    int hits = 0;
    for (int i = 0; i < predictions.size(); i++) {
      if (predictions.rank(i) < k) {
        hits++;
      }
    }
    return (double) hits / predictions.size();
  }
}
