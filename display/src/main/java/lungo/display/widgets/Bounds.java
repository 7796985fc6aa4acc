package lungo.display.widgets;

/** Checks of numbers. */
final class Bounds {

  private Bounds() {}

  /** A number between two others. */
  static int checked(int value, int min, int max) {
    if (min > max) {
      throw new IllegalArgumentException("min must be at most max, got " + min + " and " + max);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "the value must be in [" + min + ", " + max + "], got " + value);
    }
    return value;
  }

  /** A finite number between two others. */
  static double checked(double value, double min, double max) {
    if (!(min <= max && Double.isFinite(min) && Double.isFinite(max))) {
      throw new IllegalArgumentException(
          "min must be at most max, both finite, got " + min + " and " + max);
    }
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "the value must be in [" + min + ", " + max + "], got " + value);
    }
    return value;
  }

  /** What a front end sends for a number. */
  static Number number(Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw new IllegalArgumentException("the value must be a number, got " + value);
  }

  /** A whole number of a front end's. */
  static int whole(Object value) {
    Number number = number(value);
    if (number.doubleValue() != number.intValue()) {
      throw new IllegalArgumentException("the value must be a whole number, got " + value);
    }
    return number.intValue();
  }

  /** A text of a front end's. */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("the value must be text, got " + value);
  }
}
