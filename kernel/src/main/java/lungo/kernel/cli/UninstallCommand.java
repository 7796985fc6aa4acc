package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import lungo.kernel.install.InstallException;
import lungo.kernel.install.InstalledKernel;
import lungo.kernel.install.JupyterPaths;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lungo uninstall}: removes what {@code lungo install} has made. */
@Command(
    name = "uninstall",
    description = "Remove the kernel from a Jupyter (your user's unless told otherwise).",
    mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {

  private final Place place;
  private final PrintStream out;

  @ArgGroup @Nullable Target target;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "java",
      description = "the kernel's name in Jupyter (${DEFAULT-VALUE})")
  String name = "java";

  UninstallCommand(Place place, PrintStream out) {
    this.place = place;
    this.out = out;
  }

  @Override
  public Integer call() throws InstallException {
    Map<String, String> variables = System.getenv();
    Path data = Target.dataDirectory(target, place, variables);
    Path folder = data.resolve("kernels").resolve(name);
    if (!Files.exists(folder.resolve("kernel.json"))) {
      throw new InstallException(
          "there is no kernel '" + name + "' in " + data.resolve("kernels") + elsewhere(variables));
    }
    List<Path> rest = InstalledKernel.in(folder).remove();
    out.println("Removed the kernel '" + name + "' from " + folder);
    if (!rest.isEmpty()) {
      out.println("Files that are not of the kernel stay there: " + rest);
    }
    return 0;
  }

  private String elsewhere(Map<String, String> variables) {
    Path home = Path.of(System.getProperty("user.home"));
    List<Path> found =
        JupyterPaths.all(variables, home, System.getProperty("os.name")).stream()
            .map(directory -> directory.resolve("kernels").resolve(name))
            .filter(folder -> Files.exists(folder.resolve("kernel.json")))
            .toList();
    return found.isEmpty()
        ? "; lungo doctor lists those that there are"
        : found.stream().map(Path::toString).collect(Collectors.joining(", ", "; there is ", ""))
            + " (see --user, --system, --prefix and --sys-prefix)";
  }
}
