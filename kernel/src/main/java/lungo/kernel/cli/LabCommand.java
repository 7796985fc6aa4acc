package lungo.kernel.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lungo.kernel.install.InstallException;
import lungo.kernel.install.JupyterLab;
import lungo.python.PythonEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code lungo lab}: JupyterLab with the kernel in it, in an environment of its own. */
@Command(
    name = "lab",
    description = "Open JupyterLab; the first time it is installed into an environment of its own.",
    customSynopsis = "lungo lab [NOTEBOOK.ipynb | FOLDER] [ARGUMENT OF JUPYTER LAB]...",
    footer = {
      "",
      "The environment is made in .venv of the checkout, or where LUNGO_VENV says.",
      "All other arguments go to jupyter lab, for example --no-browser --port 9000."
    })
final class LabCommand implements Callable<Integer> {

  private final Place place;
  private final PrintStream err;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  boolean help;

  @Option(names = "--prepare", description = "install what is needed and do not start JupyterLab")
  boolean prepareOnly;

  @Unmatched List<String> arguments = new ArrayList<>();

  LabCommand(Place place, PrintStream err) {
    this.place = place;
    this.err = err;
  }

  @Override
  public Integer call() throws InstallException, InterruptedException {
    var lab = new JupyterLab(environment(place));
    lab.prepare(err::println);
    InstallCommand.installFor(lab.environment(), place, err::println);
    return prepareOnly ? 0 : start(lab);
  }

  private int start(JupyterLab lab) throws InstallException, InterruptedException {
    var rest = new ArrayList<>(arguments);
    Optional<Path> own = notebooks();
    Path folder = own.orElse(place.directory());
    if (!rest.isEmpty() && !rest.get(0).startsWith("-")) {
      Path path = place.resolve(Path.of(rest.remove(0)));
      if (!Files.exists(path)) {
        throw new InstallException("no such notebook or folder: " + path);
      }
      if (Files.isDirectory(path)) {
        folder = path;
      } else {
        folder = own.filter(path::startsWith).orElse(parent(path));
        rest.add(0, path.toString());
      }
    }
    try {
      Process process =
          new ProcessBuilder(lab.command(folder, rest))
              .directory(folder.toFile())
              .inheritIO()
              .start();
      // Ctrl-C reaches both processes; this one stays until JupyterLab has saved and ended.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
      return process.waitFor();
    } catch (IOException e) {
      throw new InstallException("cannot start JupyterLab: " + e.getMessage(), e);
    }
  }

  private static void end(Process process) {
    process.destroy();
    process.onExit().join();
  }

  /** The checkout's notebooks. */
  private Optional<Path> notebooks() {
    return place.root().map(root -> root.resolve("notebooks")).filter(Files::isDirectory);
  }

  /** The Python environment of {@code lungo lab}, made or not. */
  static Path environment(Place place) {
    String chosen = System.getenv("LUNGO_VENV");
    if (chosen != null && !chosen.isEmpty()) {
      return place.resolve(Path.of(chosen));
    }
    return place
        .root()
        .filter(Files::isWritable)
        .map(root -> root.resolve(".venv"))
        .orElseGet(() -> PythonEnvironment.cached("jupyterlab").folder());
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
