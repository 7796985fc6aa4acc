package lungo.renderers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How numbers are written: as many decimals as five significant digits need, the same in all. */
final class Numbers {

  private static final int SIGNIFICANT = 5;
  private static final int MAX_DECIMALS = 8;

  private Numbers() {}

  /**
   * The numbers with a common count of decimals; very small and very large ones with an exponent.
   */
  static List<String> column(double[] values) {
    int decimals = 0;
    for (double value : values) {
      decimals = Math.max(decimals, decimals(value));
    }
    int common = decimals;
    return Arrays.stream(values).mapToObj(value -> text(value, common)).toList();
  }

  /** One number. */
  static String one(double value) {
    return text(value, decimals(value));
  }

  private static int decimals(double value) {
    if (!isPlain(value)) {
      return 0;
    }
    int scale =
        new BigDecimal(value).round(new MathContext(SIGNIFICANT)).stripTrailingZeros().scale();
    return Math.max(0, Math.min(scale, MAX_DECIMALS));
  }

  private static String text(double value, int decimals) {
    if (isPlain(value) || value == 0) {
      return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
    return Double.isNaN(value) || Double.isInfinite(value)
        ? String.valueOf(value)
        : String.format(Locale.ROOT, "%.4e", value);
  }

  private static boolean isPlain(double value) {
    double size = Math.abs(value);
    return size >= 1e-5 && size < 1e12;
  }
}
