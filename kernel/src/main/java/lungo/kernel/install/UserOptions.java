package lungo.kernel.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The user's own options of a kernel's virtual machine: a file beside its {@code kernel.json}, in
 * the format of java's argument files, one option a line. Installing again keeps it.
 *
 * @param file the file
 */
public record UserOptions(Path file) {

  /** The file's name, in a list. */
  static final List<String> FILES = List.of("jvm.options");

  private static final String PROPERTY = "lungo.options";
  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use[A-Za-z0-9]+GC");

  /** Java refuses two collectors, and jvm.options names this one. */
  private static final String NOT_OURS = "-XX:-UseParallelGC";

  /**
   * The options that the kernel of this process was started with and will be next time.
   *
   * @return where they are; empty in a process that no kernel.json started
   */
  public static Optional<UserOptions> ofThisKernel() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).map(UserOptions::new);
  }

  /** The options of a kernel whose {@code kernel.json} lies in a folder. */
  static UserOptions in(Path folder) {
    return new UserOptions(folder.resolve(FILES.get(0)));
  }

  /** What starts a virtual machine with these options, and lets its kernel find them. */
  List<String> arguments() {
    return List.of("@" + file, "-D" + PROPERTY + "=" + file);
  }

  /** Makes sure that there is a file, which java insists on. */
  void create() throws IOException {
    if (!Files.exists(file)) {
      write(List.of());
    }
  }

  /**
   * Reads the options.
   *
   * @return the options
   * @throws IOException if it cannot be read
   */
  public List<String> read() throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.equals(NOT_OURS))
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
    var text =
        new StringBuilder(
            "# Options of the virtual machine, one a line; %jvm OPTION… in a notebook writes them.\n");
    effective(options).forEach(option -> text.append(quoted(option)).append('\n'));
    Files.writeString(file, text);
  }

  /** The options with what they need to be taken besides those of the installation. */
  static List<String> effective(List<String> options) {
    boolean chooses = options.stream().anyMatch(option -> COLLECTOR.matcher(option).matches());
    return chooses
        ? Stream.concat(Stream.of(NOT_OURS), options.stream()).toList()
        : List.copyOf(options);
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
