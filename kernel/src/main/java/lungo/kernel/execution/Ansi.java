package lungo.kernel.execution;

/**
 * The emphasis of error reports: bold, in the colour of the front end's own text. Front ends put
 * reports on a ground of light or of dark red, on one of which each colour of a terminal is lost.
 */
public final class Ansi {

  private Ansi() {}

  /**
   * A text that stands out.
   *
   * @param text what it says
   * @return the text between a terminal's codes for bold and for normal
   */
  public static String bold(String text) {
    return "\u001b[1m" + text + "\u001b[0m";
  }
}
