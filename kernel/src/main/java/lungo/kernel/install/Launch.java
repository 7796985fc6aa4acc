package lungo.kernel.install;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a kernel process is started from this installation: the java binary itself with absolute
 * paths, no shell in between, so that a signal reaches the kernel and no front end needs to expand
 * anything.
 *
 * @param java the java binary
 * @param jvmOptions options of the virtual machine
 * @param classPath folders, jars, and {@code folder/*} for all jars of a folder
 * @param environment variables that the process needs
 */
public record Launch(
    Path java, List<String> jvmOptions, List<String> classPath, Map<String, String> environment) {

  /** The class that Jupyter starts, with the connection file as its only argument. */
  static final String MAIN = "lungo.kernel.KernelMain";

  private static final List<String> PASSED_ON = List.of("PYTORCH_LIBRARY_PATH", "LUNGO_DEVICE");

  /**
   * Copies the collections.
   *
   * @param java the java binary
   * @param jvmOptions options of the virtual machine
   * @param classPath folders and jars
   * @param environment variables that the process needs
   */
  public Launch {
    jvmOptions = List.copyOf(jvmOptions);
    classPath = List.copyOf(classPath);
    environment = Map.copyOf(environment);
  }

  /**
   * How this process itself was started.
   *
   * @param home the folder with {@code jars}, {@code native} and {@code jvm.options}, if this
   *     process runs from one
   * @param variables this process's environment
   * @return the launch
   * @throws InstallException if the installation cannot be read
   */
  public static Launch current(Optional<Path> home, Map<String, String> variables)
      throws InstallException {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    Path java = Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
    if (home.isEmpty()) {
      return new Launch(java, List.of(), ownClassPath(), environment(variables));
    }
    Path folder = home.get().toAbsolutePath().normalize();
    var classPath = new ArrayList<>(List.of(folder.resolve("jars") + File.separator + "*"));
    if (usesBundledNatives(variables)) {
      classPath.add(folder.resolve("native") + File.separator + "*");
    }
    return new Launch(java, options(folder), classPath, environment(variables));
  }

  /**
   * The command line of a kernel.
   *
   * @param options the user's own options, which come last and so win
   * @return the words; Jupyter replaces {@code {connection_file}}
   */
  public List<String> kernelCommand(UserOptions options) {
    var command = new ArrayList<>(List.of(java.toString()));
    command.addAll(jvmOptions);
    command.addAll(options.arguments());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.addAll(List.of(MAIN, "{connection_file}"));
    return command;
  }

  /**
   * The options of the virtual machine that an installation lists, one a line.
   *
   * @param home the installation
   * @return the options
   * @throws InstallException if the file is there but cannot be read
   */
  static List<String> options(Path home) throws InstallException {
    Path file = home.resolve("jvm.options");
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new InstallException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** DJL takes the natives of a class path before all others, so a GPU's must not meet them. */
  private static boolean usesBundledNatives(Map<String, String> variables) {
    return !variables.containsKey("PYTORCH_LIBRARY_PATH")
        && !"gpu".equals(variables.get("LUNGO_DEVICE"));
  }

  private static List<String> ownClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
        .toList();
  }

  /** glibc gives large buffers back to the system at each free unless told not to. */
  private static Map<String, String> environment(Map<String, String> variables) {
    var environment = new TreeMap<String, String>();
    if (System.getProperty("os.name").equals("Linux")) {
      environment.put("MALLOC_MMAP_THRESHOLD_", "1073741824");
      environment.put("MALLOC_TRIM_THRESHOLD_", "4294967296");
    }
    for (String name : PASSED_ON) {
      String value = variables.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }
}
