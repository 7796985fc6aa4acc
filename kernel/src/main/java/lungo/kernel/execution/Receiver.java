package lungo.kernel.execution;

import java.util.Optional;

/** Finds the expression before a dot, going backwards through names, calls and brackets. */
final class Receiver {

  private Receiver() {}

  /** The expression that the code's last dot is applied to; empty if the code ends with no dot. */
  static Optional<String> endingAt(String code) {
    String trimmed = code.stripTrailing();
    if (!trimmed.endsWith(".") && !trimmed.endsWith("::")) {
      return Optional.empty();
    }
    int end = trimmed.length() - (trimmed.endsWith("::") ? 2 : 1);
    int start = end;
    while (start > 0) {
      char c = trimmed.charAt(start - 1);
      if (c == ')' || c == ']') {
        start = opening(trimmed, start - 1);
      } else if (c == '"') {
        start = Math.max(0, trimmed.lastIndexOf('"', start - 2));
      } else if (Character.isJavaIdentifierPart(c) || c == '.') {
        start--;
      } else if (Character.isWhitespace(c) && continues(trimmed, start)) {
        start--;
      } else {
        break;
      }
    }
    String receiver = trimmed.substring(start, end).strip();
    return Optional.of(
        trimmed.substring(0, start).matches("(?s).*\\bnew\\s+") ? "new " + receiver : receiver);
  }

  /** Whether a blank stands in a chain of calls over several lines: before a dot. */
  private static boolean continues(String code, int at) {
    return code.substring(at).stripLeading().startsWith(".");
  }

  private static int opening(String code, int closing) {
    int depth = 0;
    for (int i = closing; i >= 0; i--) {
      char c = code.charAt(i);
      if (c == ')' || c == ']') {
        depth++;
      } else if (c == '(' || c == '[') {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    return 0;
  }
}
