package lungo.kernel.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.RunEnvironment;
import lungo.kernel.notebook.RunResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What the commands that run notebooks have in common: their options, how they tell a failure. */
final class RunSettings {

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "give a variable of the cell tagged 'parameters' another value")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "stop a cell, and the run, when the cell takes longer than this")
  @Nullable Double timeout;

  /** How long a cell may run. */
  Optional<Duration> cellLimit() {
    if (timeout != null && !(timeout > 0 && timeout < 1e9)) {
      throw new CommandLine.ParameterException(
          java.util.Objects.requireNonNull(command).commandLine(),
          "--timeout must be a positive number of seconds, got " + timeout);
    }
    return Optional.ofNullable(timeout)
        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** These options as arguments of another command line. */
  List<String> arguments() {
    var arguments = new ArrayList<String>();
    parameters.forEach((name, value) -> arguments.addAll(List.of("-p", name + "=" + value)));
    if (timeout != null) {
      arguments.addAll(List.of("--timeout", timeout.toString()));
    }
    return arguments;
  }

  /** Says why a run did not complete; nothing if it did. */
  static void printFailure(RunResult result, Place place, PrintStream err) {
    if (result instanceof RunResult.Failed failed) {
      failed
          .error()
          .traceback()
          .forEach(line -> err.println(place.columns() > 0 ? line : plain(line)));
      err.println(
          "error: "
              + failed.position()
              + " failed: "
              + failed.error().name()
              + ": "
              + failed.error().message());
    } else if (result instanceof RunResult.TimedOut late) {
      err.println(
          "error: "
              + late.position()
              + " took longer than the "
              + late.limit().toMillis() / 1000.0
              + " s that --timeout gives a cell");
    } else if (result instanceof RunResult.Stopped stopped) {
      err.println("error: stopped in " + stopped.position());
    }
  }

  /** Warns where a notebook's stored outputs were made on something else than this process. */
  static void warnOfChanges(Notebook stored, PrintStream err) {
    List<String> changes = RunEnvironment.of(stored).changesTo(RunEnvironment.current());
    if (!changes.isEmpty()) {
      err.println("warning: the stored run had other conditions: " + String.join(", ", changes));
    }
  }

  private static String plain(String line) {
    return line.replaceAll("\u001B\\[[0-9;]*m", "");
  }
}
