package lungo.models;

/** What configurations demand of their numbers. */
final class Sizes {

  private Sizes() {}

  static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, got " + value);
    }
  }

  static void multiple(String name, long value, String of, long divisor) {
    positive(name, value);
    positive(of, divisor);
    if (value % divisor != 0) {
      throw new IllegalArgumentException(
          name + " must be a multiple of " + of + ", got " + value + " and " + divisor);
    }
  }

  static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }

  static void above(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be above 0, got " + value);
    }
  }
}
