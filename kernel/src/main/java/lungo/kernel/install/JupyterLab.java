package lungo.kernel.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private Python environment with JupyterLab 4 in it, made when it is first needed. */
public final class JupyterLab {

  private static final String REQUIREMENT = "jupyterlab>=4,<5";
  private static final String WIDGETS = "ipywidgets>=8,<9";
  private static final Pattern VERSION = Pattern.compile("Python 3\\.(\\d+)");
  private static final int OLDEST_MINOR = 9;

  private final Path environment;
  private final boolean windows =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  /**
   * An environment that exists or will be made.
   *
   * @param environment its folder
   */
  public JupyterLab(Path environment) {
    this.environment = environment.toAbsolutePath().normalize();
  }

  /**
   * Makes the environment and installs JupyterLab unless that was done before.
   *
   * @param log is told what takes time
   * @throws InstallException if Python, its venv module or the package index is missing
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void prepare(Consumer<String> log) throws InstallException, InterruptedException {
    if (Files.exists(program("jupyter-lab"))) {
      return;
    }
    if (!Files.exists(program("python"))) {
      List<String> python = python();
      log.accept("Making a Python environment for JupyterLab in " + environment + " (once) …");
      var command = new ArrayList<>(python);
      command.addAll(List.of("-m", "venv", environment.toString()));
      Ran made = run(command);
      if (made.status() != 0) {
        throw new InstallException(venvMissing(made.output()));
      }
    }
    log.accept("Installing JupyterLab 4 into it (about a minute) …");
    Ran installed =
        run(
            List.of(
                program("python").toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                REQUIREMENT,
                WIDGETS));
    if (installed.status() != 0) {
      throw new InstallException(
          "pip could not install "
              + REQUIREMENT
              + " and "
              + WIDGETS
              + ":\n"
              + installed.output().strip());
    }
  }

  /**
   * The environment's folder, below which a kernel is installed with {@link JupyterPaths#below}.
   *
   * @return an absolute path
   */
  public Path environment() {
    return environment;
  }

  /**
   * The command that starts JupyterLab.
   *
   * @param folder the folder that its file browser shows
   * @param arguments passed on to {@code jupyter lab}
   * @return the command line
   */
  public List<String> command(Path folder, List<String> arguments) {
    var command = new ArrayList<>(List.of(program("jupyter-lab").toString()));
    command.add("--ServerApp.root_dir=" + folder.toAbsolutePath().normalize());
    command.addAll(arguments);
    return command;
  }

  private Path program(String name) {
    return windows
        ? environment.resolve("Scripts").resolve(name + ".exe")
        : environment.resolve("bin").resolve(name);
  }

  private List<String> python() throws InstallException, InterruptedException {
    List<List<String>> candidates =
        windows
            ? List.of(List.of("py", "-3"), List.of("python"))
            : List.of(List.of("python3"), List.of("python"));
    Optional<String> tooOld = Optional.empty();
    for (List<String> candidate : candidates) {
      var command = new ArrayList<>(candidate);
      command.add("--version");
      try {
        Matcher version = VERSION.matcher(run(command).output());
        if (version.find()) {
          if (Integer.parseInt(version.group(1)) >= OLDEST_MINOR) {
            return candidate;
          }
          tooOld = Optional.of(version.group());
        }
      } catch (InstallException e) {
        // no such program; try the next
      }
    }
    throw new InstallException(pythonMissing(tooOld));
  }

  private static String pythonMissing(Optional<String> tooOld) {
    return "JupyterLab needs Python 3."
        + OLDEST_MINOR
        + " or newer, "
        + tooOld.map(version -> "and this is " + version).orElse("and there is none on the PATH")
        + ".\n"
        + howToInstall();
  }

  private static String venvMissing(String output) {
    return "Python could not make a virtual environment:\n"
        + output.strip()
        + "\n\nIts module venv may be missing.\n"
        + howToInstall();
  }

  private static String howToInstall() {
    return """
        Install it:
          Debian, Ubuntu   sudo apt install python3 python3-venv
          Fedora           sudo dnf install python3
          macOS            brew install python
          Windows          winget install Python.Python.3.12
        Notebooks also run without Python: ./lungo run NOTEBOOK.ipynb""";
  }

  private record Ran(int status, String output) {}

  private static Ran run(List<String> command) throws InstallException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(1, TimeUnit.HOURS);
      return new Ran(process.exitValue(), output);
    } catch (IOException e) {
      throw new InstallException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }
}
