package lungo.kernel.install;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.kernel.classpath.ClassPathIndex;

/**
 * How a kernel process is started from this installation: the java binary itself with absolute
 * paths, no shell in between, so that a signal reaches the kernel and no front end needs to expand
 * anything.
 *
 * @param jdk runs the kernel
 * @param home the installation with {@code lungo.jar} and {@code jvm.options}, if there is one
 * @param classPath folders and jars
 * @param environment variables that the process needs
 */
public record Launch(
    Jdk jdk, Optional<Path> home, List<String> classPath, Map<String, String> environment) {

  /** The class that Jupyter starts, with the connection file as its only argument. */
  static final String MAIN = "lungo.kernel.KernelMain";

  /** What Jupyter replaces in a command line. */
  static final String CONNECTION_FILE = "{connection_file}";

  /**
   * The first JDK to warn, at each start, of how Tablesaw's search for its formats frees memory.
   */
  private static final int WARNS_OF_UNSAFE = 24;

  private static final List<String> PASSED_ON =
      List.of("PYTORCH_LIBRARY_PATH", "LUNGO_DEVICE", "LUNGO_DETERMINISTIC");

  /**
   * Copies the collections.
   *
   * @param jdk runs the kernel
   * @param home the installation, if there is one
   * @param classPath folders and jars
   * @param environment variables that the process needs
   */
  public Launch {
    classPath = List.copyOf(classPath);
    environment = Map.copyOf(environment);
  }

  /**
   * How a kernel of an installation is started.
   *
   * @param jdk runs the kernel
   * @param home the folder with {@code lungo.jar}, {@code jars}, {@code native} and {@code
   *     jvm.options}; without it this process's own class path is taken
   * @param variables this process's environment
   * @return the launch
   * @throws InstallException if the installation cannot be read
   */
  public static Launch of(Jdk jdk, Optional<Path> home, Map<String, String> variables)
      throws InstallException {
    if (home.isEmpty()) {
      return new Launch(jdk, home, ownClassPath(), environment(variables));
    }
    Path folder = home.get().toAbsolutePath().normalize();
    var jars = new ArrayList<Path>();
    try {
      // Each by its name, so that java can tell whether an archive fits; then the list of them,
      // which brings those that a later build adds or renames.
      jars.addAll(jarsIn(folder.resolve("jars")));
      jars.add(folder.resolve("lungo.jar"));
      if (usesBundledNatives(variables)) {
        jars.addAll(jarsIn(folder.resolve("native")));
      }
    } catch (IOException e) {
      throw new InstallException("cannot read " + folder + ": " + e.getMessage(), e);
    }
    List<String> classPath = jars.stream().map(Path::toString).toList();
    return new Launch(jdk, Optional.of(folder), classPath, environment(variables));
  }

  /**
   * The command line of a kernel.
   *
   * @param options the user's own options, which come last and so win
   * @param more options of the virtual machine that come before those
   * @return the words; Jupyter replaces {@code {connection_file}}
   */
  List<String> kernelCommand(UserOptions options, List<String> more) {
    var command = new ArrayList<>(List.of(jdk.java().toString()));
    home.ifPresent(folder -> command.add("@" + folder.resolve("jvm.options")));
    if (jdk.feature() >= WARNS_OF_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(more);
    command.addAll(options.arguments());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.addAll(List.of(MAIN, CONNECTION_FILE));
    return command;
  }

  /**
   * Whether java accepts options besides those of the installation.
   *
   * @param options options of the virtual machine
   * @throws InstallException if java refuses them, with what it says
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void check(List<String> options) throws InstallException, InterruptedException {
    var arguments = new ArrayList<String>();
    home.ifPresent(folder -> arguments.add("@" + folder.resolve("jvm.options")));
    arguments.addAll(UserOptions.effective(options));
    arguments.add("-version");
    Jdk.run(jdk.java(), arguments.toArray(String[]::new));
  }

  /** The files that the command line takes options from; some may not be there. */
  List<Path> optionFiles(UserOptions options) {
    return Stream.concat(
            home.stream().map(h -> h.resolve("jvm.options")), Stream.of(options.file()))
        .toList();
  }

  /** The jars of the class path that are there, in its order. */
  List<Path> jars() {
    return classPath.stream().map(Path::of).filter(Files::isRegularFile).toList();
  }

  /**
   * The jars of a folder, Lungo's own first: a class that the start-up archive lacks is looked for
   * in one after the other. None if there is no such folder.
   */
  private static List<Path> jarsIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted(Comparator.comparing(Launch::isOthers).thenComparing(Path::toString))
          .toList();
    }
  }

  private static boolean isOthers(Path jar) {
    return !String.valueOf(jar.getFileName()).startsWith("lungo-");
  }

  /** DJL takes the natives of a class path before all others, so a GPU's must not meet them. */
  private static boolean usesBundledNatives(Map<String, String> variables) {
    return !variables.containsKey("PYTORCH_LIBRARY_PATH")
        && !"gpu".equals(variables.get("LUNGO_DEVICE"));
  }

  private static List<String> ownClassPath() {
    return ClassPathIndex.elementsOfProcess().stream()
        .map(Path::toString)
        .collect(Collectors.toList());
  }

  /**
   * glibc gives large buffers back to the system at each free unless told not to; cuBLAS gives the
   * same bits each time where its buffers are fixed.
   */
  private static Map<String, String> environment(Map<String, String> variables) {
    var environment = new TreeMap<String, String>();
    if (System.getProperty("os.name").equals("Linux")) {
      environment.put("MALLOC_MMAP_THRESHOLD_", "1073741824");
      environment.put("MALLOC_TRIM_THRESHOLD_", "4294967296");
    }
    environment.put("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
    for (String name : PASSED_ON) {
      String value = variables.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }
}
