package lungo.kernel.execution;

/**
 * The emphasis of error reports: bold, in the colour of the front end's own text. Front ends put
 * reports on a ground of light or of dark red, on one of which each colour of a terminal is lost.
 */
final class Ansi {

  private Ansi() {}

  static String bold(String text) {
    return "\u001b[1m" + text + "\u001b[0m";
  }
}
