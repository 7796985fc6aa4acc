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
import java.util.TreeMap;

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

  /**
   * Writes the folder {@code kernels/<name>} of a Jupyter data directory.
   *
   * @param dataDirectory Jupyter's data directory, see {@link JupyterPaths}
   * @param name the kernel's name in Jupyter
   * @return the folder
   * @throws InstallException if the name is none or the folder cannot be written
   */
  public Path install(Path dataDirectory, String name) throws InstallException {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new InstallException(
          "a kernel's name is of letters, digits, dots, hyphens and underscores, got '"
              + name
              + "'");
    }
    Path folder = dataDirectory.toAbsolutePath().normalize().resolve("kernels").resolve(name);
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
      UserOptions.in(folder).create();
      Path temporary = Files.createTempFile(folder, "kernel", ".tmp");
      Files.writeString(temporary, json(folder));
      Files.move(temporary, folder.resolve("kernel.json"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InstallException("cannot write the kernel into " + folder + ": " + e, e);
    }
    return folder;
  }

  /**
   * The text of {@code kernel.json}.
   *
   * @param folder where it lies
   * @return JSON
   */
  public String json(Path folder) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("argv", launch.kernelCommand(UserOptions.in(folder)));
    json.put("display_name", displayName);
    json.put("language", "java");
    json.put("interrupt_mode", "message");
    json.put("env", new TreeMap<>(launch.environment()));
    json.put("metadata", Map.of("debugger", false));
    return GSON.toJson(json) + "\n";
  }
}
