package lungo.kernel.install;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where Jupyter looks for kernels, as {@code jupyter --paths} says. */
public final class JupyterPaths {

  private JupyterPaths() {}

  /**
   * The data directory of a user.
   *
   * @param variables the environment
   * @param home the user's home directory
   * @param system the operating system's name, as {@code os.name} has it
   * @return the directory
   */
  public static Path user(Map<String, String> variables, Path home, String system) {
    String own = variables.getOrDefault("JUPYTER_DATA_DIR", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return home.resolve("Library").resolve("Jupyter");
    }
    if (name.startsWith("windows")) {
      String roaming = variables.getOrDefault("APPDATA", "");
      return (roaming.isEmpty() ? home.resolve("AppData").resolve("Roaming") : Path.of(roaming))
          .resolve("jupyter");
    }
    String data = variables.getOrDefault("XDG_DATA_HOME", "");
    return (data.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(data))
        .resolve("jupyter");
  }

  /**
   * The data directory below an installation's or a Python environment's prefix.
   *
   * @param prefix such as {@code /usr/local} or a virtual environment's folder
   * @return the directory
   */
  public static Path below(Path prefix) {
    return prefix.resolve("share").resolve("jupyter");
  }

  /**
   * The data directory for all users of a machine.
   *
   * @param variables the environment
   * @param system the operating system's name
   * @return the directory
   */
  public static Path system(Map<String, String> variables, String system) {
    return system.toLowerCase(Locale.ROOT).startsWith("windows")
        ? Path.of(variables.getOrDefault("PROGRAMDATA", "C:\\ProgramData"), "jupyter")
        : below(Path.of("/usr/local"));
  }

  /**
   * All data directories in which Jupyter may find kernels, the first found first.
   *
   * @param variables the environment
   * @param home the user's home directory
   * @param system the operating system's name
   * @return directories, each once; some may not be there
   */
  public static List<Path> all(Map<String, String> variables, Path home, String system) {
    var paths = new LinkedHashSet<Path>();
    for (String path : variables.getOrDefault("JUPYTER_PATH", "").split(File.pathSeparator, -1)) {
      if (!path.isEmpty()) {
        paths.add(Path.of(path));
      }
    }
    paths.add(user(variables, home, system));
    for (String environment : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      String prefix = variables.getOrDefault(environment, "");
      if (!prefix.isEmpty()) {
        paths.add(below(Path.of(prefix)));
      }
    }
    paths.add(system(variables, system));
    paths.add(below(Path.of("/usr")));
    return List.copyOf(paths);
  }
}
