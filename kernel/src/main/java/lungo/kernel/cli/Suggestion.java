package lungo.kernel.cli;

import java.util.Comparator;
import java.util.List;

/** What a user who mistyped a command may have meant. */
final class Suggestion {

  private static final int CLOSE = 2;

  private Suggestion() {}

  static String unknownCommand(String typed, List<String> commands) {
    String hint =
        commands.stream()
            .min(Comparator.comparingInt(command -> distance(typed, command)))
            .filter(command -> distance(typed, command) <= CLOSE)
            .map(command -> "; did you mean 'lungo " + command + "'?")
            .orElse("");
    return "no command '" + typed + "'; there are: " + String.join(", ", commands) + hint;
  }

  /** Levenshtein's distance: insertions, deletions and replacements between two words. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
