package lungo.kernel.execution.cell;

/**
 * A token of a cell.
 *
 * @param kind what it is
 * @param text its text, an identifier's with Unicode escapes decoded
 * @param start index of its first UTF-16 unit in the cell
 * @param end index behind its last one
 */
record Token(Kind kind, String text, int start, int end) {

  enum Kind {
    /** An identifier or a keyword. */
    WORD,
    /** A number, character, string or text block. */
    LITERAL,
    /** One character of an operator or separator, or one of {@code -> :: ...}. */
    SIGN,
    /** Behind the last token. */
    END
  }

  boolean is(String expected) {
    return kind != Kind.LITERAL && text.equals(expected);
  }

  boolean isWord() {
    return kind == Kind.WORD;
  }
}
