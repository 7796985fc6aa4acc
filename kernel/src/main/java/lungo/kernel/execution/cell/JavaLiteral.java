package lungo.kernel.execution.cell;

/** Texts as Java source writes them. */
public final class JavaLiteral {

  private JavaLiteral() {}

  /**
   * A string literal on one line.
   *
   * @param text any text
   * @return the literal with its quotes
   */
  public static String of(String text) {
    return '"' + escape(text) + '"';
  }

  /**
   * What stands between the quotes.
   *
   * @param text any text
   * @return it with backslashes, quotes and control characters escaped
   */
  public static String escape(String text) {
    var escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> escaped.append("\\\\");
        case '"' -> escaped.append("\\\"");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        default -> escaped.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return escaped.toString();
  }
}
