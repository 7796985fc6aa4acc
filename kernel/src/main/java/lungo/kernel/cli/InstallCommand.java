package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import lungo.kernel.install.InstallException;
import lungo.kernel.install.Jdk;
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
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Installing again renews the kernel and keeps its options. Several stand side by side under",
      "several names, for example with several JDKs; lungo uninstall removes one."
    })
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

  @Option(
      names = "--jdk",
      paramLabel = "DIR",
      description = "the JDK that runs the notebooks (the one that runs this command)")
  @Nullable Path jdk;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "the largest Java heap, such as 8g (a quarter of the machine's memory)")
  @Nullable String memory;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description =
          "an option of the virtual machine, such as --enable-preview; may be repeated; they"
              + " replace those of an earlier installation")
  List<String> jvmOptions = new ArrayList<>();

  InstallCommand(Place place, PrintStream out) {
    this.place = place;
    this.out = out;
  }

  @Override
  public Integer call() throws InstallException, InterruptedException {
    Jdk chosen = jdk == null ? Jdk.current() : Jdk.at(place.resolve(jdk));
    Launch launch = Launch.of(chosen, place.home(), System.getenv());
    Optional<List<String>> options = options();
    if (options.isPresent()) {
      launch.check(options.get());
    }
    Path data = Target.dataDirectory(target, place, System.getenv());
    var spec = new KernelSpec(displayName, launch);
    Path folder = spec.install(data, name, options);
    speedUp(spec, folder, place, out::println);
    out.println("Installed the kernel '" + name + "' (" + displayName + ") in " + folder);
    out.println("It runs on Java " + chosen.version() + " in " + chosen.home());
    return 0;
  }

  /** Installs the kernel into a private JupyterLab. */
  static void installFor(Path environment, Place place, Consumer<String> log)
      throws InstallException, InterruptedException {
    Launch launch = Launch.of(Jdk.current(), place.home(), System.getenv());
    var spec = new KernelSpec("Java (Lungo)", launch);
    Path folder = spec.install(JupyterPaths.below(environment), "java", Optional.empty());
    speedUp(spec, folder, place, log);
  }

  private static void speedUp(KernelSpec spec, Path folder, Place place, Consumer<String> log)
      throws InstallException, InterruptedException {
    if (place.home().isPresent()) {
      spec.speedUp(folder, log)
          .ifPresent(why -> log.accept("Kernels will start, but not as fast: " + why));
    }
  }

  private Optional<List<String>> options() throws InstallException {
    if (memory == null && jvmOptions.isEmpty()) {
      return Optional.empty();
    }
    var options = new ArrayList<String>();
    if (memory != null) {
      if (!memory.matches("[1-9][0-9]*[kKmMgGtT]")) {
        throw new InstallException(
            "--memory takes a number and k, m, g or t, such as 8g, got " + memory);
      }
      options.add("-Xmx" + memory);
    }
    for (String option : jvmOptions) {
      if (!option.startsWith("-")) {
        throw new InstallException("--jvm-option takes an option such as -Xss4m, got " + option);
      }
      options.add(option);
    }
    return Optional.of(options);
  }
}
