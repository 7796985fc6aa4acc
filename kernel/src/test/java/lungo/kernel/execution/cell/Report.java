package lungo.kernel.execution.cell;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.Diag;
import org.jspecify.annotations.Nullable;

/** What happened in a cell, as text that two sessions can be compared by. */
final class Report {

  private Report() {}

  static String value(@Nullable Object value, String type) {
    return "value " + type(type) + " = " + text(value);
  }

  static String threw(Throwable thrown) {
    return "threw " + plain(String.valueOf(thrown));
  }

  static String unresolved(String name, List<String> missing) {
    return "unresolved " + name + " " + missing;
  }

  static String rejected(int offset, List<Diag> diagnostics) {
    return diagnostics.stream()
        .filter(Diag::isError)
        .map(
            d ->
                "rejected "
                    + (offset + d.getStartPosition())
                    + "-"
                    + (offset + d.getEndPosition())
                    + " "
                    + plain(d.getMessage(Locale.ROOT)))
        .collect(Collectors.joining("\n"));
  }

  static String variable(String name, String type, @Nullable Object value) {
    return name + ": " + type(type) + " = " + text(value);
  }

  /** A type without packages and blanks, as which JShell shows some and not others. */
  static String type(String type) {
    return plain(type).replaceAll("\\b([a-z]\\w*\\.)+", "").replace(" ", "");
  }

  static String text(@Nullable Object value) {
    String text =
        switch (value == null ? "" : value.getClass().getName()) {
          case "[I" -> java.util.Arrays.toString((int[]) value);
          case "[D" -> java.util.Arrays.toString((double[]) value);
          default ->
              value instanceof Object[] array
                  ? java.util.Arrays.deepToString(array)
                  : String.valueOf(value);
        };
    return plain(text);
  }

  /** A text without the names of the classes around the session's, and without hash codes. */
  static String plain(String text) {
    return text.replaceAll("(REPL[./])?\\$JShell\\$\\w+[.$]?", "")
        .replaceAll("Lambda(\\$\\d+)?/0x\\w+", "Lambda")
        .replaceAll("\\$\\$Lambda\\$\\d+/0x\\w+", "Lambda")
        .replaceAll("@[0-9a-f]+", "@")
        .replaceAll("unnamed module of loader \\S+ ", "")
        .replaceAll("\\s*\\n\\s*", "\n")
        .strip();
  }
}
