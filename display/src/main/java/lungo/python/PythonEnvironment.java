package lungo.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A virtual environment of Python (PEP 405) that is the user's for one purpose and touches no
 * other.
 *
 * <pre>{@code
 * var environment = PythonEnvironment.cached("pytorch");
 * environment.make("the benchmark", System.err::println);
 * environment.install(List.of("torch==2.7.1"), System.err::println);
 * new ProcessBuilder(environment.python(), "script.py");
 * }</pre>
 */
public final class PythonEnvironment {

  private static final Pattern VERSION = Pattern.compile("Python 3\\.(\\d+)");
  private static final int OLDEST_MINOR = 9;

  /** What pip says of a package that it fetches; it names kB below a megabyte. */
  private static final Pattern DOWNLOAD =
      Pattern.compile("\\s*Downloading (?:\\S*/)?([^/\\s]+) \\((\\d+)(?:\\.\\d+)? MB\\)");

  private static final int LARGE_MEGABYTES = 10;

  private final Path folder;
  private final boolean windows =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  /**
   * An environment that exists or will be made.
   *
   * @param folder its folder
   */
  public PythonEnvironment(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * An environment among the user's cached files: in {@code lungo} below {@code XDG_CACHE_HOME}, or
   * below {@code .cache} of the home directory.
   *
   * @param name the folder's name
   * @return the environment, made or not
   */
  public static PythonEnvironment cached(String name) {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return new PythonEnvironment(base.resolve("lungo").resolve(name));
  }

  /**
   * Where it is.
   *
   * @return an absolute path
   */
  public Path folder() {
    return folder;
  }

  /**
   * Where a program of the environment is, or would be.
   *
   * @param name without a folder and without {@code .exe}
   * @return an absolute path
   */
  public Path program(String name) {
    return windows
        ? folder.resolve("Scripts").resolve(name + ".exe")
        : folder.resolve("bin").resolve(name);
  }

  /**
   * The environment's interpreter.
   *
   * @return the program's path, as a command line has it
   */
  public String python() {
    return program("python").toString();
  }

  /**
   * Makes the environment, without packages, unless that was done before.
   *
   * @param user what needs Python, as an error names it
   * @param log is told that it is made
   * @throws PythonException if Python or its venv module is missing
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void make(String user, Consumer<String> log) throws PythonException, InterruptedException {
    if (Files.exists(program("python"))) {
      return;
    }
    var command = new ArrayList<>(interpreter(user));
    log.accept("Making a Python environment for " + user + " in " + folder + " (once) …");
    command.addAll(List.of("-m", "venv", folder.toString()));
    Ran made = run(command, line -> {});
    if (made.status() != 0) {
      throw new PythonException(
          "Python could not make a virtual environment:\n"
              + made.output().strip()
              + "\n\nIts module venv may be missing.\n"
              + howToInstall());
    }
  }

  /**
   * Installs packages with pip, which keeps to the user's own settings (pip.conf, {@code
   * PIP_INDEX_URL}).
   *
   * @param requirements as pip takes them, {@code torch==2.7.1} say
   * @param log is told of each download of ten megabytes or more
   * @throws PythonException if pip fails; the message has what it said
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void install(List<String> requirements, Consumer<String> log)
      throws PythonException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                python(),
                "-m",
                "pip",
                "install",
                "--no-input",
                "--progress-bar=off",
                "--disable-pip-version-check"));
    command.addAll(requirements);
    Ran installed = run(command, line -> large(line).ifPresent(log));
    if (installed.status() != 0) {
      String why =
          installed
              .output()
              .lines()
              .filter(line -> line.stripLeading().startsWith("ERROR:"))
              .reduce("", (all, line) -> all + "\n" + line.strip());
      throw new PythonException(
          "pip could not install "
              + String.join(" and ", requirements)
              + ":"
              + (why.isEmpty() ? "\n" + installed.output().strip() : why));
    }
  }

  private static Optional<String> large(String line) {
    Matcher download = DOWNLOAD.matcher(line);
    return download.matches() && Integer.parseInt(download.group(2)) >= LARGE_MEGABYTES
        ? Optional.of("  fetching " + download.group(1) + ", " + download.group(2) + " MB")
        : Optional.empty();
  }

  private List<String> interpreter(String user) throws PythonException, InterruptedException {
    List<List<String>> candidates =
        windows
            ? List.of(List.of("py", "-3"), List.of("python"))
            : List.of(List.of("python3"), List.of("python"));
    Optional<String> tooOld = Optional.empty();
    for (List<String> candidate : candidates) {
      var command = new ArrayList<>(candidate);
      command.add("--version");
      try {
        Matcher version = VERSION.matcher(run(command, line -> {}).output());
        if (version.find()) {
          if (Integer.parseInt(version.group(1)) >= OLDEST_MINOR) {
            return candidate;
          }
          tooOld = Optional.of(version.group());
        }
      } catch (PythonException e) {
        // no such program; try the next
      }
    }
    throw new PythonException(
        user
            + " needs Python 3."
            + OLDEST_MINOR
            + " or newer, "
            + tooOld
                .map(version -> "and this is " + version)
                .orElse("and there is none on the PATH")
            + ".\n"
            + howToInstall());
  }

  private static String howToInstall() {
    return """
        Install it:
          Debian, Ubuntu   sudo apt install python3 python3-venv
          Fedora           sudo dnf install python3
          macOS            brew install python
          Windows          winget install Python.Python.3.12""";
  }

  private record Ran(int status, String output) {}

  private static Ran run(List<String> command, Consumer<String> lines)
      throws PythonException, InterruptedException {
    Process process;
    var output = new StringBuilder();
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (BufferedReader reader = process.inputReader()) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          output.append(line).append('\n');
          lines.accept(line);
        }
      }
    } catch (IOException e) {
      throw new PythonException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
    return new Ran(process.waitFor(), output.toString());
  }
}
