package lungo.kernel.magics.builtin;

import java.util.Locale;

/** Durations as people read them: three digits and a unit. */
final class Durations {

  private Durations() {}

  static String format(double nanos) {
    if (nanos >= 60e9) {
      long seconds = Math.round(nanos / 1e9);
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (nanos >= 1e9) {
      return digits(nanos / 1e9) + " s";
    }
    if (nanos >= 1e6) {
      return digits(nanos / 1e6) + " ms";
    }
    return nanos >= 1e3 ? digits(nanos / 1e3) + " µs" : digits(nanos) + " ns";
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
