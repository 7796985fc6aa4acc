package lungo.kernel.install;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * A JDK that can run a kernel.
 *
 * @param home its folder
 * @param version such as {@code 25.0.1+8-LTS}
 * @param feature the first number of the version, at least {@value #OLDEST}
 */
public record Jdk(Path home, String version, int feature) {

  private static final int OLDEST = 17;
  private static final List<String> NEEDED = List.of("jdk.compiler", "jdk.jshell");
  private static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  /**
   * Rejects releases that cannot run a kernel.
   *
   * @param home its folder
   * @param version its version
   * @param feature the first number of the version
   */
  public Jdk {
    if (feature < OLDEST) {
      throw new IllegalArgumentException(
          "a JDK " + OLDEST + " or newer is needed, got " + version + " in " + home);
    }
  }

  /**
   * The JDK of this process.
   *
   * @return the JDK
   */
  public static Jdk current() {
    Runtime.Version version = Runtime.version();
    return new Jdk(Path.of(System.getProperty("java.home")), version.toString(), version.feature());
  }

  /**
   * The JDK in a folder, which is asked for its version and its modules.
   *
   * @param home the folder, such as {@code /usr/lib/jvm/java-21-openjdk}
   * @return the JDK
   * @throws InstallException if there is none, it is too old or lacks the compiler or JShell
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static Jdk at(Path home) throws InstallException, InterruptedException {
    Path folder = home.toAbsolutePath().normalize();
    Path java = binary(folder);
    if (!Files.isExecutable(java)) {
      throw new InstallException(
          folder
              + " is no JDK: there is no "
              + folder.relativize(java)
              + " in it; expected the folder of a JDK "
              + OLDEST
              + " or newer");
    }
    Properties properties = properties(java);
    String version = properties.getProperty("java.runtime.version", "");
    int feature = feature(properties.getProperty("java.specification.version", ""));
    if (feature < OLDEST) {
      throw new InstallException(
          "a JDK " + OLDEST + " or newer is needed, and " + folder + " is Java " + version);
    }
    List<String> modules = words(run(java, "--list-modules"));
    for (String module : NEEDED) {
      if (modules.stream().noneMatch(m -> m.equals(module) || m.startsWith(module + "@"))) {
        throw new InstallException(
            folder
                + " is a Java runtime without the module "
                + module
                + " (a JRE); a JDK is needed");
      }
    }
    return new Jdk(folder, version, feature);
  }

  /**
   * The java binary.
   *
   * @return an absolute path
   */
  public Path java() {
    return binary(home);
  }

  private static Path binary(Path home) {
    return home.resolve("bin").resolve(WINDOWS ? "java.exe" : "java");
  }

  private static int feature(String specification) {
    try {
      return Integer.parseInt(specification);
    } catch (NumberFormatException e) {
      return 8; // 1.8 and before
    }
  }

  private static Properties properties(Path java) throws InstallException, InterruptedException {
    var properties = new Properties();
    try {
      properties.load(new StringReader(run(java, "-XshowSettings:properties", "-version")));
    } catch (IOException | IllegalArgumentException e) {
      throw new InstallException("cannot make out what " + java + " says of itself: " + e, e);
    }
    return properties;
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split("\\s+"));
  }

  /** What java prints; it must end well. */
  static String run(Path java, String... arguments) throws InstallException, InterruptedException {
    var command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new InstallException(java + " fails with status " + status + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new InstallException("cannot run " + java + ": " + e.getMessage(), e);
    }
  }
}
