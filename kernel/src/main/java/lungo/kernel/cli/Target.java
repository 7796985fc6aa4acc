package lungo.kernel.cli;

import java.nio.file.Path;
import java.util.Map;
import lungo.kernel.install.InstallException;
import lungo.kernel.install.JupyterPaths;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a kernel is to be installed, or is; at most one of these options is given. */
final class Target {

  @Option(names = "--user", description = "for your user (the default)")
  boolean user;

  @Option(names = "--system", description = "for all users of this machine")
  boolean system;

  @Option(
      names = "--prefix",
      paramLabel = "DIR",
      description = "into DIR/share/jupyter, such as /usr/local")
  @Nullable Path prefix;

  @Option(
      names = "--sys-prefix",
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = "",
      description =
          "into the Python environment DIR; without DIR into the active one (VIRTUAL_ENV or"
              + " CONDA_PREFIX)")
  @Nullable String sysPrefix;

  /** Jupyter's data directory that is meant. */
  static Path dataDirectory(@Nullable Target target, Place place, Map<String, String> variables)
      throws InstallException {
    String name = System.getProperty("os.name");
    if (target != null && target.system) {
      return JupyterPaths.system(variables, name);
    }
    if (target != null && target.prefix != null) {
      return JupyterPaths.below(place.resolve(target.prefix));
    }
    if (target != null && target.sysPrefix != null) {
      return JupyterPaths.below(place.resolve(environment(target.sysPrefix, variables)));
    }
    return JupyterPaths.user(variables, Path.of(System.getProperty("user.home")), name);
  }

  private static Path environment(String given, Map<String, String> variables)
      throws InstallException {
    for (String candidate :
        new String[] {
          given,
          variables.getOrDefault("VIRTUAL_ENV", ""),
          variables.getOrDefault("CONDA_PREFIX", "")
        }) {
      if (!candidate.isEmpty()) {
        return Path.of(candidate);
      }
    }
    throw new InstallException(
        "--sys-prefix without a folder means the active Python environment, and none is active"
            + " (neither VIRTUAL_ENV nor CONDA_PREFIX is set); name its folder");
  }
}
