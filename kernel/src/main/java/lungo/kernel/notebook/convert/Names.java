package lungo.kernel.notebook.convert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of variables in Java text: those behind a dot, in texts and in comments are none. */
final class Names {

  private static final Pattern TOKEN =
      Pattern.compile(
          """
          //[^\\n]*|/\\*[\\s\\S]*?\\*/\
          |\"""[\\s\\S]*?(?<!\\\\)\"""|"(?:\\\\.|[^"\\\\\\n])*"|'(?:\\\\.|[^'\\\\\\n])*'\
          |(?<behind>\\.|::)?\\s*(?<name>[\\p{L}_$][\\p{L}\\p{N}_$]*)(?<call>\\s*\\()?""");

  private Names() {}

  /** The text with other names for some variables and types; methods keep theirs. */
  static String rename(String code, Map<String, String> names) {
    if (names.isEmpty()) {
      return code;
    }
    var out = new StringBuilder();
    Matcher token = TOKEN.matcher(code);
    int done = 0;
    while (token.find()) {
      String name = token.group("name");
      String other = name == null ? null : names.get(name);
      boolean isMethod = token.group("call") != null && !endsWith(code, token.start(), "new");
      if (other != null && token.group("behind") == null && !isMethod) {
        out.append(code.substring(done, token.start("name"))).append(other);
        done = token.end("name");
      }
    }
    return out.append(code.substring(done)).toString();
  }

  private static boolean endsWith(String code, int end, String word) {
    return code.substring(0, end).stripTrailing().endsWith(word);
  }

  /** The name that a variable had when it was declared for the first time. */
  static String first(String name) {
    return name.replaceFirst("\\$\\d+$", "");
  }

  /** Gives names that are given once more a number. */
  static final class Given {

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Map<String, String> newest = new LinkedHashMap<>();

    /** The name under which a declaration goes, from now on. */
    String declare(String name) {
      int count = counts.merge(name, 1, Integer::sum);
      String given = count == 1 ? name : name + "$" + count;
      if (count > 1) {
        newest.put(name, given);
      }
      return given;
    }

    /** The names that differ now from what the user wrote. */
    Map<String, String> renamed() {
      return Map.copyOf(newest);
    }
  }
}
