package lungo.kernel.execution;

/** Colours of error reports; only those that can be read on light and on dark. */
final class Ansi {

  private Ansi() {}

  static String bold(String text) {
    return "\u001b[1m" + text + "\u001b[0m";
  }

  static String red(String text) {
    return "\u001b[1;31m" + text + "\u001b[0m";
  }

  static String green(String text) {
    return "\u001b[32m" + text + "\u001b[0m";
  }
}
