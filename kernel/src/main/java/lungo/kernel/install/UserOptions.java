package lungo.kernel.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The user's own options of the virtual machine, which every kernel starts with: a file in the
 * format of java's argument files, one option a line.
 *
 * @param file where they are kept
 */
public record UserOptions(Path file) {

  /**
   * The options of the user of this process: {@code jvm.options} in the folder {@code lungo} of
   * {@code XDG_CONFIG_HOME} ({@code ~/.config}), {@code %APPDATA%} on Windows, {@code
   * ~/Library/Application Support} on macOS; {@code LUNGO_CONFIG} names another folder.
   *
   * @return where they are
   */
  public static UserOptions ofThisUser() {
    return new UserOptions(
        folder(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"))
            .resolve("jvm.options"));
  }

  static Path folder(Map<String, String> environment, String system, String home) {
    Optional<Path> named = Optional.ofNullable(environment.get("LUNGO_CONFIG")).map(Path::of);
    if (named.isPresent()) {
      return named.get();
    }
    String os = system.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      return Path.of(environment.getOrDefault("APPDATA", home)).resolve("lungo");
    }
    if (os.startsWith("mac")) {
      return Path.of(home, "Library", "Application Support", "lungo");
    }
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    return (config.isEmpty() ? Path.of(home, ".config") : Path.of(config)).resolve("lungo");
  }

  /**
   * Reads the options.
   *
   * @return the options; none if there is no file
   * @throws IOException if it cannot be read
   */
  public List<String> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> line.startsWith("\"") ? unquoted(line) : line)
        .toList();
  }

  /**
   * Writes the options in place of those that were there.
   *
   * @param options the options
   * @throws IOException if the file cannot be written
   */
  public void write(List<String> options) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    var text =
        new StringBuilder("# Options that every Lungo kernel starts with; %jvm writes this.\n");
    options.forEach(option -> text.append(quoted(option)).append('\n'));
    Files.writeString(file, text);
  }

  private static String quoted(String option) {
    return option.chars().noneMatch(c -> " \t\"'#\\".indexOf(c) >= 0)
        ? option
        : '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String unquoted(String line) {
    return line.substring(1, line.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
  }
}
