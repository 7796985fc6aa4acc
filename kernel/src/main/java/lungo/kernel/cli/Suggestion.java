package lungo.kernel.cli;

import java.util.Comparator;
import java.util.List;
import lungo.kernel.magics.EditDistance;

/** What a user who mistyped a command may have meant. */
final class Suggestion {

  private static final int CLOSE = 2;

  private Suggestion() {}

  static String unknownCommand(String typed, List<String> commands) {
    String hint =
        commands.stream()
            .min(Comparator.comparingInt(command -> EditDistance.between(typed, command)))
            .filter(command -> EditDistance.between(typed, command) <= CLOSE)
            .map(command -> "; did you mean 'lungo " + command + "'?")
            .orElse("");
    return "no command '" + typed + "'; there are: " + String.join(", ", commands) + hint;
  }
}
