package lungo.explain;

import java.util.Locale;

/**
 * Whether an attribution adds up: for integrated gradients the sum over all inputs is the score's
 * difference to the baseline's, but for the error of the numerical integral.
 *
 * <pre>{@code
 * var explanation = explain(learner).integratedGradients(64).of(picture);
 * Completeness sums = explanation.completeness().orElseThrow();
 * double error = sums.error();                    // nearer to 0 with more points
 * }</pre>
 *
 * @param sum of all attributions
 * @param difference the target's score of the input, less that of the baseline
 */
public record Completeness(double sum, double difference) {

  /**
   * How far the two are apart.
   *
   * @return the sum less the difference
   */
  public double error() {
    return sum - difference;
  }

  /** Both numbers. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "attributions sum to %.4f, f(x) - f(baseline) = %.4f", sum, difference);
  }
}
