package lungo.kernel.install;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that Jupyter knows, as its {@code kernel.json} says.
 *
 * @param folder the folder with {@code kernel.json}
 * @param displayName what menus show
 * @param argv the command line
 * @param environment variables that the process gets
 */
public record InstalledKernel(
    Path folder, String displayName, List<String> argv, Map<String, String> environment) {

  private static final Gson GSON = new Gson();

  /** What is read of the file; the others' fields do not matter. */
  private record Fields(
      @Nullable String display_name,
      @Nullable List<String> argv,
      @Nullable Map<String, String> env) {}

  /**
   * Copies the collections.
   *
   * @param folder the folder with {@code kernel.json}
   * @param displayName what menus show
   * @param argv the command line
   * @param environment variables that the process gets
   */
  public InstalledKernel {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }

  /**
   * Reads a kernel.
   *
   * @param folder the folder with {@code kernel.json}
   * @return the kernel
   * @throws InstallException if there is none or it is malformed
   */
  public static InstalledKernel in(Path folder) throws InstallException {
    Path file = folder.resolve("kernel.json");
    try {
      Fields fields = GSON.fromJson(Files.readString(file), Fields.class);
      if (fields == null || fields.argv() == null) {
        throw new InstallException(file + " names no command (argv)");
      }
      return new InstalledKernel(
          folder,
          Optional.ofNullable(fields.display_name()).orElse(""),
          fields.argv(),
          fields.env() == null ? Map.of() : fields.env());
    } catch (IOException e) {
      throw new InstallException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (JsonParseException e) {
      throw new InstallException(file + " is no JSON of a kernel: " + e.getMessage(), e);
    }
  }

  /**
   * The folders of the kernels in a Jupyter data directory, by their names.
   *
   * @param dataDirectory the directory, see {@link JupyterPaths}
   * @return folders that hold a {@code kernel.json}
   * @throws IOException if the directory cannot be read
   */
  public static List<Path> foldersIn(Path dataDirectory) throws IOException {
    Path kernels = dataDirectory.resolve("kernels");
    if (!Files.isDirectory(kernels)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(kernels)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve("kernel.json")))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  /**
   * The kernel's name in Jupyter.
   *
   * @return the folder's name
   */
  public String name() {
    return String.valueOf(folder.getFileName());
  }

  /**
   * Whether {@link KernelSpec} wrote it.
   *
   * @return true if the command starts our kernel
   */
  public boolean isOurs() {
    return argv.contains(Launch.MAIN);
  }

  /**
   * Whether pip brought it, with the package that a release holds; pip removes it, too.
   *
   * @return true if the command starts that package
   */
  public boolean isOfPythonPackage() {
    return argv.size() > 3 && argv.subList(1, 4).equals(List.of("-m", "lungo", "kernel"));
  }

  /**
   * The java binary that the command starts.
   *
   * @return its path
   */
  public Path java() {
    return Path.of(argv.get(0));
  }

  /**
   * The files of options that java reads and without which it refuses to start.
   *
   * @return their paths
   */
  public List<Path> optionFiles() {
    return argv.stream()
        .filter(word -> word.startsWith("@"))
        .map(word -> Path.of(word.substring(1)))
        .toList();
  }

  /**
   * The class path.
   *
   * @return its entries
   */
  public List<Path> classPath() {
    int option = argv.indexOf("-cp");
    return option < 0 || option + 1 >= argv.size()
        ? List.of()
        : Stream.of(argv.get(option + 1).split(File.pathSeparator, -1)).map(Path::of).toList();
  }

  /**
   * The installation that the kernel is of: where {@code lungo.jar} lies.
   *
   * @return its folder; empty if the kernel was not installed from one
   */
  public Optional<Path> home() {
    return classPath().stream()
        .filter(jar -> jar.endsWith("lungo.jar"))
        .findFirst()
        .map(Path::getParent);
  }

  /**
   * How it starts, if it is ours.
   *
   * @return the launch that its command came from
   * @throws InstallException if its java is no JDK any more
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Launch launch() throws InstallException, InterruptedException {
    Path bin = java().toAbsolutePath().getParent();
    Path jdk = bin == null ? null : bin.getParent();
    if (jdk == null) {
      throw new InstallException(java() + " is no java of a JDK");
    }
    return new Launch(
        Jdk.at(jdk), home(), classPath().stream().map(Path::toString).toList(), environment);
  }

  /**
   * Removes what {@link KernelSpec} has written, and the folder unless something else is in it.
   *
   * @return files that are not ours and stay
   * @throws InstallException if the kernel is not ours or its files cannot be removed
   */
  public List<Path> remove() throws InstallException {
    if (!isOurs()) {
      throw new InstallException(
          "the kernel '"
              + name()
              + "' in "
              + folder
              + " is not ours; it starts "
              + String.join(" ", argv.subList(0, Math.min(3, argv.size())))
              + " …; jupyter kernelspec uninstall "
              + name()
              + " removes it");
    }
    try {
      Files.delete(folder.resolve("kernel.json"));
      for (String file : KernelSpec.FILES) {
        Files.deleteIfExists(folder.resolve(file));
      }
      List<Path> rest = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(rest::add);
      }
      if (rest.isEmpty()) {
        Files.delete(folder);
      }
      return rest;
    } catch (IOException e) {
      throw new InstallException("cannot remove " + folder + ": " + e, e);
    }
  }
}
