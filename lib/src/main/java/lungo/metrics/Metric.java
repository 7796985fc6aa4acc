package lungo.metrics;

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
}
