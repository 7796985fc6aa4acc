package lungo.kernel.install;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder by which Jupyter knows the kernel: {@code kernel.json} and the logos. Format: <a
 * href="https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs">kernel
 * specs</a>.
 *
 * @param displayName what menus show
 * @param launch how a kernel process is started
 */
public record KernelSpec(String displayName, Launch launch) {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final List<String> LOGOS =
      List.of("logo-svg.svg", "logo-32x32.png", "logo-64x64.png");

  /** All that an installation writes besides {@code kernel.json}. */
  static final List<String> FILES =
      Stream.of(LOGOS, UserOptions.FILES, StartupArchive.FILES).flatMap(List::stream).toList();

  /**
   * Writes the folder {@code kernels/<name>} of a Jupyter data directory, or writes it anew: the
   * user's own options in it stay, and a start-up archive that still fits is used.
   *
   * @param dataDirectory Jupyter's data directory, see {@link JupyterPaths}
   * @param name the kernel's name in Jupyter
   * @param options the user's own options of the virtual machine; without them those of an earlier
   *     installation stay
   * @return the folder
   * @throws InstallException if the name is none, is another kernel's, or the folder cannot be
   *     written
   */
  public Path install(Path dataDirectory, String name, Optional<List<String>> options)
      throws InstallException {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new InstallException(
          "a kernel's name is of letters, digits, dots, hyphens and underscores, got '"
              + name
              + "'");
    }
    Path folder = dataDirectory.toAbsolutePath().normalize().resolve("kernels").resolve(name);
    if (Files.exists(folder.resolve("kernel.json")) && !InstalledKernel.in(folder).isOurs()) {
      throw new InstallException(
          "there is another kernel of the name '"
              + name
              + "' in "
              + folder
              + "; choose a name with --name, or remove it: jupyter kernelspec uninstall "
              + name);
    }
    try {
      Files.createDirectories(folder);
      for (String logo : LOGOS) {
        try (InputStream in = KernelSpec.class.getResourceAsStream(logo)) {
          Files.copy(
              Objects.requireNonNull(in, logo),
              folder.resolve(logo),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      if (options.isPresent()) {
        UserOptions.in(folder).write(options.get());
      } else {
        UserOptions.in(folder).create();
      }
      write(folder);
    } catch (IOException e) {
      throw new InstallException("cannot write the kernel into " + folder + ": " + e, e);
    }
    return folder;
  }

  /**
   * Makes the start-up archive of an installed kernel, unless there is one that fits. Whatever goes
   * wrong, the kernel starts.
   *
   * @param folder the folder that {@link #install} has written
   * @param log is told what takes time
   * @return why there is no archive; empty if there is one
   * @throws InstallException if the folder cannot be written
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Optional<String> speedUp(Path folder, Consumer<String> log)
      throws InstallException, InterruptedException {
    var archive = new StartupArchive(folder, launch);
    if (archive.fault().isEmpty()) {
      return Optional.empty();
    }
    log.accept("Rehearsing a start, so that kernels start fast (once, about ten seconds) …");
    Optional<String> failure = Optional.empty();
    try {
      archive.make();
    } catch (InstallException e) {
      failure = Optional.ofNullable(e.getMessage());
    }
    try {
      write(folder);
    } catch (IOException e) {
      throw new InstallException("cannot write the kernel into " + folder + ": " + e, e);
    }
    return failure;
  }

  private void write(Path folder) throws IOException {
    Path temporary = folder.resolve("kernel.json.new"); // for all to read, as no temporary file is
    Files.writeString(temporary, json(folder));
    Files.move(temporary, folder.resolve("kernel.json"), StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The text of {@code kernel.json}.
   *
   * @param folder where it lies
   * @return JSON
   */
  public String json(Path folder) {
    Map<String, Object> json = new LinkedHashMap<>();
    List<String> archive = new StartupArchive(folder, launch).options();
    json.put("argv", launch.kernelCommand(UserOptions.in(folder), archive));
    json.put("display_name", displayName);
    json.put("language", "java");
    json.put("interrupt_mode", "message");
    json.put("env", new TreeMap<>(launch.environment()));
    json.put("metadata", Map.of("debugger", false));
    return GSON.toJson(json) + "\n";
  }
}
