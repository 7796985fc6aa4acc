package lungo.data;

import java.util.Arrays;

/**
 * Numbers brought to mean 0 and standard deviation 1: {@code (x - mean) / std}.
 *
 * <pre>{@code
 * var heights = Standardization.of(158, 171, 180);
 * double z = heights.apply(175);
 * double centimetres = heights.invert(z);         // 175
 * }</pre>
 *
 * @param mean subtracted
 * @param std divided by, above 0
 */
public record Standardization(double mean, double std) {

  /**
   * Checks the numbers.
   *
   * @param mean subtracted
   * @param std divided by, above 0
   * @throws IllegalArgumentException if the mean is not finite or std not above 0
   */
  public Standardization {
    if (!Double.isFinite(mean) || !(std > 0 && std < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "mean must be finite and std above 0, got " + mean + " and " + std);
    }
  }

  /**
   * Of the numbers themselves, as scikit-learn's {@code StandardScaler}: the deviation is the
   * population's, and 1 where all are equal.
   *
   * @param values at least one, all finite
   * @return their mean and deviation
   * @throws IllegalArgumentException if there are none or one is not finite
   */
  public static Standardization of(double... values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    boolean same = Arrays.stream(values).allMatch(v -> v == values[0]);
    return new Standardization(mean, same ? 1 : Math.sqrt(square));
  }

  /**
   * Standardises.
   *
   * @param value in the numbers' unit
   * @return {@code (value - mean) / std}
   */
  public double apply(double value) {
    return (value - mean) / std;
  }

  /**
   * Turns back.
   *
   * @param standardized without unit
   * @return {@code standardized * std + mean}, in the numbers' unit
   */
  public double invert(double standardized) {
    return standardized * std + mean;
  }
}
