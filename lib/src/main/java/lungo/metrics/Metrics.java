package lungo.metrics;

import java.util.function.ToDoubleFunction;

/** The common metrics of classifiers, made to be imported statically. */
public final class Metrics {

  private Metrics() {}

  private record Named(String name, ToDoubleFunction<Predictions> function) implements Metric {

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
    return new Named("accuracy", p -> inTop(p, 1));
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
    return new Named("top" + k, p -> inTop(p, k));
  }

  /**
   * The mean of the classes' precisions; one that is undefined counts as 0.
   *
   * @return {@code precision}, in [0, 1]
   */
  public static Metric precision() {
    return new Named("precision", p -> ConfusionMatrix.of(p).macro().precision());
  }

  /**
   * The mean of the classes' recalls; one that is undefined counts as 0.
   *
   * @return {@code recall}, in [0, 1]
   */
  public static Metric recall() {
    return new Named("recall", p -> ConfusionMatrix.of(p).macro().recall());
  }

  /**
   * The mean of the classes' F1 scores; one that is undefined counts as 0.
   *
   * @return {@code f1}, in [0, 1]
   */
  public static Metric f1() {
    return new Named("f1", p -> ConfusionMatrix.of(p).macro().f1());
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
