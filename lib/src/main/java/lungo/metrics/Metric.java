package lungo.metrics;

import java.util.OptionalDouble;

/**
 * One number that says how good predictions are. {@link Metrics} has the common ones.
 *
 * <pre>{@code
 * Metric metric = f1();
 * double value = metric.of(predictions);
 * learner.metrics(accuracy(), metric);            // in the history from now on
 * }</pre>
 */
public interface Metric {

  /**
   * Its name in tables and histories.
   *
   * @return for example {@code accuracy}
   */
  String name();

  /**
   * Computes it.
   *
   * @param predictions at least one
   * @return the number; NaN where it is undefined
   */
  double of(Predictions predictions);

  /**
   * Computes it from counts, where it follows from them: then a learner that validates keeps no
   * predictions.
   *
   * @param tally of at least one example
   * @return the number, NaN where it is undefined; empty if counts are not enough
   */
  default OptionalDouble of(Tally tally) {
    return OptionalDouble.empty();
  }

  /**
   * Whether {@link #of(Tally)} has a number.
   *
   * @return false where all predictions are needed, as for the area under the ROC curve
   */
  default boolean isStreaming() {
    return false;
  }
}
