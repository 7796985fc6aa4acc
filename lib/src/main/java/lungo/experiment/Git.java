package lungo.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.data.Sha256Sums;

/** The state of the git checkout that the process works in, if it is one and git is there. */
final class Git {

  /** The changes that are not committed, beside {@code run.json}. */
  static final String DIFF = "git.diff";

  private static final long LIMIT_SECONDS = 20;

  private Git() {}

  /**
   * The commit; what differs from it in tracked files goes to {@link #DIFF}.
   *
   * @param directory a run's
   * @return {@code commit}, and {@code changes} if there are some; empty outside a checkout
   */
  static Map<String, String> state(Path directory) throws IOException {
    var state = new LinkedHashMap<String, String>();
    Path answer = directory.resolve("git.new");
    Path diff = directory.resolve(DIFF);
    try {
      if (git(answer, "rev-parse", "HEAD")) {
        state.put("git commit", Files.readString(answer).strip());
        if (git(answer, "diff", "--no-ext-diff", "--no-color", "HEAD") && Files.size(answer) > 0) {
          Files.move(answer, diff, StandardCopyOption.REPLACE_EXISTING);
          try (var in = Files.newInputStream(diff)) {
            String sum = Sha256Sums.of(in);
            state.put("git changes", DIFF + " " + sum.substring(0, 12));
          }
        }
      }
    } finally {
      Files.deleteIfExists(answer);
    }
    return state;
  }

  /** Whether the command ended well; its output replaces a file. */
  private static boolean git(Path output, String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      return false; // git is not installed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
