package lungo.kernel.ijava;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.Globs;
import lungo.kernel.magics.MagicCall;

/**
 * IJava's environment variables: {@code IJAVA_COMPILER_OPTS}, {@code IJAVA_TIMEOUT}, {@code
 * IJAVA_CLASSPATH}, {@code IJAVA_STARTUP_SCRIPTS_PATH}, {@code IJAVA_STARTUP_SCRIPT}.
 */
public final class IJavaEnvironment {

  private static final String TIMEOUT = "(-?\\d{1,18})\\s*([A-Za-z]*)";

  private final Map<String, String> variables;
  private final Path folder;

  /**
   * Reads an environment.
   *
   * @param variables its variables
   * @param folder where relative paths start
   */
  public IJavaEnvironment(Map<String, String> variables, Path folder) {
    this.variables = Map.copyOf(variables);
    this.folder = folder;
  }

  /**
   * The environment of this process.
   *
   * @return its variables and its folder
   */
  public static IJavaEnvironment current() {
    return new IJavaEnvironment(System.getenv(), Path.of("").toAbsolutePath());
  }

  /**
   * Starts a notebook as the variables say.
   *
   * @param options how its interpreter starts besides
   * @return the notebook, to be closed
   * @throws IllegalArgumentException if a variable is malformed
   */
  public CellRunner start(InterpreterOptions options) {
    return CellRunner.start(applyTo(options), timeout());
  }

  /**
   * Adds what the variables say.
   *
   * @param options options of an interpreter
   * @return the options with the variables' compiler options, class path and start-up scripts
   * @throws IllegalArgumentException if a path cannot be read, with the variable's name
   */
  public InterpreterOptions applyTo(InterpreterOptions options) {
    var compiler = new ArrayList<>(options.compilerOptions());
    compiler.addAll(new MagicCall("options", variable("IJAVA_COMPILER_OPTS"), 0, 0).arguments());
    var classPath = new ArrayList<>(options.classPath());
    classPath.addAll(paths("IJAVA_CLASSPATH"));
    var startup = new ArrayList<>(options.startup());
    for (Path script : paths("IJAVA_STARTUP_SCRIPTS_PATH")) {
      startup.add(read(script));
    }
    String script = variable("IJAVA_STARTUP_SCRIPT");
    if (!script.isBlank()) {
      startup.add(script);
    }
    return options.withCompilerOptions(compiler).withClassPath(classPath).withStartup(startup);
  }

  /**
   * How long a cell may run: {@code N [TimeUnit]}, in milliseconds unless a unit is named; less
   * than 1 is no limit.
   *
   * @return the limit, if there is one
   * @throws IllegalArgumentException if the variable is malformed
   */
  public Optional<Duration> timeout() {
    String text = variable("IJAVA_TIMEOUT").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = Pattern.compile(TIMEOUT).matcher(text);
    if (!matcher.matches()) {
      throw malformedTimeout(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return amount < 1
        ? Optional.empty()
        : Optional.of(Duration.of(amount, unit(matcher.group(2), text).toChronoUnit()));
  }

  private static TimeUnit unit(String name, String text) {
    if (name.isEmpty()) {
      return TimeUnit.MILLISECONDS;
    }
    return Arrays.stream(TimeUnit.values())
        .filter(unit -> unit.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> malformedTimeout(text));
  }

  private static IllegalArgumentException malformedTimeout(String text) {
    return new IllegalArgumentException(
        "IJAVA_TIMEOUT must be a number and a unit, one of "
            + Arrays.toString(TimeUnit.values())
            + ", such as '30 SECONDS', got '"
            + text
            + "'");
  }

  private List<Path> paths(String name) {
    var found = new ArrayList<Path>();
    for (String pattern : variable(name).split(File.pathSeparator, -1)) {
      if (pattern.isBlank()) {
        continue;
      }
      try {
        found.addAll(Globs.find(folder, pattern.strip()));
      } catch (IOException e) {
        throw new IllegalArgumentException(name + ": cannot read " + pattern + ": " + e, e);
      }
    }
    return found;
  }

  private static String read(Path script) {
    try {
      return Files.readString(script);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "IJAVA_STARTUP_SCRIPTS_PATH: cannot read " + script + ": " + e, e);
    }
  }

  private String variable(String name) {
    return variables.getOrDefault(name, "");
  }
}
