package lungo.renderers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How numbers are written. A column has as many decimals in all its cells as five significant
 * digits of the largest number need, or two of the smallest.
 */
final class Numbers {

  private static final int SIGNIFICANT = 5;
  private static final int LEAST_SIGNIFICANT = 2;
  private static final int MAX_DECIMALS = 8;

  private Numbers() {}

  /**
   * The numbers with a common count of decimals; very small and very large ones with an exponent.
   */
  static List<String> column(double[] values) {
    int needed = 0;
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : values) {
      if (isPlain(value)) {
        needed = Math.max(needed, decimals(value, SIGNIFICANT));
        largest = Math.max(largest, Math.abs(value));
        smallest = Math.min(smallest, Math.abs(value));
      }
    }
    int wanted =
        Math.max(places(largest) + SIGNIFICANT - 1, places(smallest) + LEAST_SIGNIFICANT - 1);
    int common = Math.max(0, Math.min(needed, wanted));
    return Arrays.stream(values).mapToObj(value -> text(value, common)).toList();
  }

  /** After how many decimals the first significant digit comes; negative before the point. */
  private static int places(double size) {
    return size == 0 || Double.isInfinite(size) ? 0 : (int) -Math.floor(Math.log10(size));
  }

  /** One number. */
  static String one(double value) {
    return text(value, decimals(value, SIGNIFICANT));
  }

  private static int decimals(double value, int significant) {
    if (!isPlain(value)) {
      return 0;
    }
    int scale =
        new BigDecimal(value).round(new MathContext(significant)).stripTrailingZeros().scale();
    return Math.max(0, Math.min(scale, MAX_DECIMALS));
  }

  private static String text(double value, int decimals) {
    if (isPlain(value) || value == 0) {
      return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
    return Double.isNaN(value) || Double.isInfinite(value)
        ? String.valueOf(value)
        : String.format(Locale.ROOT, "%.4e", value)
            .replaceFirst("\\.?0*e", "e")
            .replaceFirst("e\\+?(-?)0*", "e$1");
  }

  private static boolean isPlain(double value) {
    double size = Math.abs(value);
    return size >= 1e-5 && size < 1e12;
  }
}
