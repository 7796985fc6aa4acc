package lungo.metrics;

import java.util.Locale;

/**
 * How a figure of each class becomes one of all.
 *
 * <pre>{@code
 * double f2 = report.confusionMatrix().averageF(2, Averaging.MACRO);
 * learner.metrics(fBeta(2, Averaging.WEIGHTED));
 * }</pre>
 */
public enum Averaging {
  /** The plain mean: each class counts the same. */
  MACRO,
  /** Over the sums of all classes' counts: each example counts the same. */
  MICRO,
  /** The mean, each class weighted by its number of examples. */
  WEIGHTED;

  /** As it stands in a metric's name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
