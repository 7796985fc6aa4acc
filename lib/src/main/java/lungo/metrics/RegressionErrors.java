package lungo.metrics;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far predicted numbers are off, kept as sums: examples can be added one by one, and parts
 * merged, without keeping them. The sums of squares are Welford's, merged as Chan et al. 1983
 * (https://doi.org/10.1080/00031305.1983.10483115).
 *
 * <pre>{@code
 * OptionalDouble r2 = RegressionErrors.of(actual, predicted).r2();
 * }</pre>
 */
public final class RegressionErrors {

  private long count;
  private double absolute;
  private double squared;
  private double mean;
  private double spread;

  /** Of no example yet. */
  public RegressionErrors() {}

  /**
   * Of all examples.
   *
   * @param actual what is right
   * @param predicted what was said, as many
   * @return the errors
   * @throws IllegalArgumentException if the lengths differ or there are none
   */
  public static RegressionErrors of(double[] actual, double[] predicted) {
    if (actual.length != predicted.length || actual.length == 0) {
      throw new IllegalArgumentException(
          "errors need as many predictions as numbers, 1 or more; got "
              + predicted.length
              + " and "
              + actual.length);
    }
    var errors = new RegressionErrors();
    for (int i = 0; i < actual.length; i++) {
      errors.add(actual[i], predicted[i]);
    }
    return errors;
  }

  /**
   * Adds an example.
   *
   * @param actual what is right
   * @param predicted what was said
   */
  public void add(double actual, double predicted) {
    double error = predicted - actual;
    absolute += Math.abs(error);
    squared += error * error;
    count++;
    double before = actual - mean;
    mean += before / count;
    spread += before * (actual - mean);
  }

  /**
   * Adds all examples of another part.
   *
   * @param other stays as it is
   */
  public void merge(RegressionErrors other) {
    if (other.count == 0) {
      return;
    }
    double between = other.mean - mean;
    long all = count + other.count;
    spread += other.spread + between * between * count * other.count / all;
    mean += between * other.count / all;
    absolute += other.absolute;
    squared += other.squared;
    count = all;
  }

  /**
   * How many examples there are.
   *
   * @return the number
   */
  public long count() {
    return count;
  }

  private double perExample(double sum) {
    if (count == 0) {
      throw new IllegalStateException("errors need one example or more, got none");
    }
    return sum / count;
  }

  /**
   * The mean absolute error.
   *
   * @return 0 or more, in the numbers' unit
   */
  public double meanAbsolute() {
    return perExample(absolute);
  }

  /**
   * The mean squared error.
   *
   * @return 0 or more
   */
  public double meanSquared() {
    return perExample(squared);
  }

  /**
   * The root of the mean squared error.
   *
   * @return 0 or more, in the numbers' unit
   */
  public double rootMeanSquared() {
    return Math.sqrt(meanSquared());
  }

  /**
   * The part of the numbers' variance that the predictions explain.
   *
   * @return at most 1, 0 for always saying the mean; empty if all numbers are equal
   */
  public OptionalDouble r2() {
    perExample(0);
    return spread == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - squared / spread);
  }

  @Override
  public String toString() {
    if (count == 0) {
      return "no examples";
    }
    return String.format(
        Locale.ROOT,
        "mean absolute error %.4g, root mean squared %.4g, R² %s over %d examples",
        meanAbsolute(),
        rootMeanSquared(),
        r2().isPresent()
            ? String.format(Locale.ROOT, "%.4f", r2().getAsDouble())
            : "undefined (all numbers are equal)",
        count);
  }
}
