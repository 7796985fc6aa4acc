package lungo.kernel.execution.cell;

import java.util.Optional;
import java.util.regex.Pattern;

/** The types of initial values that need no compiler. */
final class Literals {

  private static final Pattern STRING = Pattern.compile("\"([^\"\\\\\n]|\\\\[^u\n])*\"");
  private static final Pattern INT = Pattern.compile("-?(0|[1-9]\\d{0,8})");
  private static final Pattern DOUBLE = Pattern.compile("-?\\d+\\.\\d+([eE]-?\\d{1,2})?");

  private Literals() {}

  /** The type of what a {@code var} is set to, where it can be seen. */
  static Optional<String> typeOf(Part part, String code) {
    if (!part.isVar() || !(part.snippet instanceof Snippet.Variable v)) {
      return Optional.empty();
    }
    String text = code.substring(v.initializer().start(), v.initializer().end());
    if (text.equals("true") || text.equals("false")) {
      return Optional.of("boolean");
    }
    if (INT.matcher(text).matches()) {
      return Optional.of("int");
    }
    if (DOUBLE.matcher(text).matches()) {
      return Optional.of("double");
    }
    return STRING.matcher(text).matches() ? Optional.of("java.lang.String") : Optional.empty();
  }
}
