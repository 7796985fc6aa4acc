package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import lungo.kernel.install.InstallException;
import lungo.kernel.install.JupyterPaths;
import lungo.kernel.install.KernelSpec;
import lungo.kernel.install.Launch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lungo install}: makes the Jupyter that a user already has know the kernel. */
@Command(
    name = "install",
    description =
        "Add the kernel to a Jupyter that you have (for your user unless told otherwise).",
    mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {

  private final Place place;
  private final PrintStream out;

  @ArgGroup @Nullable Target target;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "java",
      description = "the kernel's name in Jupyter (${DEFAULT-VALUE})")
  String name = "java";

  @Option(
      names = "--display-name",
      paramLabel = "TEXT",
      defaultValue = "Java (Lungo)",
      description = "the name that menus show (${DEFAULT-VALUE})")
  String displayName = "Java (Lungo)";

  /** At most one of these says where. */
  static final class Target {
    @Option(names = "--user", description = "for your user")
    boolean user;

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
  }

  InstallCommand(Place place, PrintStream out) {
    this.place = place;
    this.out = out;
  }

  @Override
  public Integer call() throws InstallException, InterruptedException {
    Path folder = install(place, dataDirectory(System.getenv()), name, displayName, out::println);
    out.println("Installed the kernel '" + name + "' (" + displayName + ") in " + folder);
    return 0;
  }

  static Path install(
      Place place, Path dataDirectory, String name, String displayName, Consumer<String> log)
      throws InstallException, InterruptedException {
    var spec = new KernelSpec(displayName, Launch.current(place.home(), System.getenv()));
    Path folder = spec.install(dataDirectory, name);
    if (place.home().isPresent()) {
      spec.speedUp(folder, log)
          .ifPresent(why -> log.accept("Kernels will start, but not as fast: " + why));
    }
    return folder;
  }

  private Path dataDirectory(Map<String, String> variables) throws InstallException {
    if (target != null && target.prefix != null) {
      return JupyterPaths.below(place.resolve(target.prefix));
    }
    if (target != null && target.sysPrefix != null) {
      return JupyterPaths.below(place.resolve(environment(target.sysPrefix, variables)));
    }
    Path home = Path.of(System.getProperty("user.home"));
    return JupyterPaths.user(variables, home, System.getProperty("os.name"));
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
