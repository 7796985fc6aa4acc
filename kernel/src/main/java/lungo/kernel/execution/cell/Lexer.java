package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts Java text into tokens without comments; operators of several characters come as single ones
 * but for {@code -> :: ...}. Refuses what cannot be a token, so that JShell explains it.
 */
final class Lexer {

  private final String text;
  private int at;

  private Lexer(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /** The tokens from an index on, with one of kind END behind them. */
  static List<Token> tokens(String text, int from) throws NotCovered {
    return new Lexer(text, from).all();
  }

  private List<Token> all() throws NotCovered {
    var tokens = new ArrayList<Token>();
    while (true) {
      skipBlanksAndComments();
      if (at >= text.length()) {
        tokens.add(new Token(Token.Kind.END, "", text.length(), text.length()));
        return tokens;
      }
      tokens.add(next());
    }
  }

  private void skipBlanksAndComments() throws NotCovered {
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("//", at)) {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
          at++;
        }
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw new NotCovered("a comment without an end");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private Token next() throws NotCovered {
    int start = at;
    char c = text.charAt(at);
    if (c == '"') {
      string();
      return token(Token.Kind.LITERAL, start);
    }
    if (c == '\'') {
      quoted('\'');
      return token(Token.Kind.LITERAL, start);
    }
    if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      number();
      return token(Token.Kind.LITERAL, start);
    }
    if (c == '\\' || Character.isJavaIdentifierStart(text.codePointAt(at))) {
      return word(start);
    }
    if ("(){}[];,.@=><!~?:&|+-*/^%".indexOf(c) < 0) {
      throw new NotCovered("the character " + c);
    }
    at += text.startsWith("...", at) ? 3 : text.startsWith("->", at) || colons() ? 2 : 1;
    return token(Token.Kind.SIGN, start);
  }

  private boolean colons() {
    return text.startsWith("::", at);
  }

  private Token token(Token.Kind kind, int start) {
    return new Token(kind, text.substring(start, at), start, at);
  }

  private void string() throws NotCovered {
    if (!text.startsWith("\"\"\"", at)) {
      quoted('"');
      return;
    }
    for (at += 3; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.startsWith("\"\"\"", at)) {
        at += 3;
        return;
      }
    }
    throw new NotCovered("a text block without an end");
  }

  private void quoted(char quote) throws NotCovered {
    for (at++; at < text.length() && text.charAt(at) != '\n'; at++) {
      if (text.charAt(at) == '\\') {
        if (text.startsWith("\\u", at)) {
          throw new NotCovered("a Unicode escape in a literal"); // it may stand for a quote
        }
        at++;
      } else if (text.charAt(at) == quote) {
        at++;
        return;
      }
    }
    throw new NotCovered("a literal without an end");
  }

  private void number() {
    boolean hexadecimal = text.startsWith("0x", at) || text.startsWith("0X", at);
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean isExponent = (hexadecimal ? "pP" : "eE").indexOf(text.charAt(at - 1)) >= 0;
      boolean isSign = (c == '+' || c == '-') && isExponent;
      if (!isSign && c != '.' && !Character.isJavaIdentifierPart(c)) {
        return;
      }
    }
  }

  private Token word(int start) throws NotCovered {
    var decoded = new StringBuilder();
    while (at < text.length()) {
      int c = text.charAt(at) == '\\' ? escaped() : text.codePointAt(at);
      boolean fits =
          decoded.isEmpty()
              ? Character.isJavaIdentifierStart(c)
              : Character.isJavaIdentifierPart(c);
      if (!fits) {
        break;
      }
      decoded.appendCodePoint(c);
      at += text.charAt(at) == '\\' ? 6 : Character.charCount(c);
    }
    if (decoded.isEmpty()) {
      throw new NotCovered("an escape outside of names");
    }
    return new Token(Token.Kind.WORD, decoded.toString(), start, at);
  }

  private int escaped() throws NotCovered {
    if (!text.startsWith("\\u", at) || at + 6 > text.length()) {
      throw new NotCovered("a backslash");
    }
    try {
      return Integer.parseInt(text.substring(at + 2, at + 6), 16);
    } catch (NumberFormatException e) {
      throw new NotCovered("the escape " + text.substring(at, at + 6));
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
