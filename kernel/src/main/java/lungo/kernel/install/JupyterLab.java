package lungo.kernel.install;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lungo.python.PythonEnvironment;
import lungo.python.PythonException;

/** A private Python environment with JupyterLab 4 in it, made when it is first needed. */
public final class JupyterLab {

  private static final List<String> REQUIREMENTS = List.of("jupyterlab>=4,<5", "ipywidgets>=8,<9");

  private final PythonEnvironment python;

  /**
   * An environment that exists or will be made.
   *
   * @param environment its folder
   */
  public JupyterLab(Path environment) {
    this.python = new PythonEnvironment(environment);
  }

  /**
   * Makes the environment and installs JupyterLab unless that was done before.
   *
   * @param log is told what takes time
   * @throws InstallException if Python, its venv module or the package index is missing
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void prepare(Consumer<String> log) throws InstallException, InterruptedException {
    if (Files.exists(python.program("jupyter-lab"))) {
      return;
    }
    try {
      python.make("JupyterLab", log);
      log.accept("Installing JupyterLab 4 into it (about a minute) …");
      python.install(REQUIREMENTS, log);
    } catch (PythonException e) {
      throw new InstallException(
          e.getMessage() + "\nNotebooks also run without Python: ./lungo run NOTEBOOK.ipynb", e);
    }
  }

  /**
   * The environment's folder, below which a kernel is installed with {@link JupyterPaths#below}.
   *
   * @return an absolute path
   */
  public Path environment() {
    return python.folder();
  }

  /**
   * The command that starts JupyterLab.
   *
   * @param folder the folder that its file browser shows
   * @param arguments passed on to {@code jupyter lab}
   * @return the command line
   */
  public List<String> command(Path folder, List<String> arguments) {
    var command = new ArrayList<>(List.of(python.program("jupyter-lab").toString()));
    command.add("--ServerApp.root_dir=" + folder.toAbsolutePath().normalize());
    command.addAll(arguments);
    return command;
  }
}
