package lungo.kernel.classpath;

import java.nio.file.Files;
import java.nio.file.Path;

/** The sources of the JDK that this process runs on, which its documentation stands in. */
public final class JdkSources {

  private JdkSources() {}

  /**
   * Where they are.
   *
   * @return a path, also if there is no such file
   */
  public static Path file() {
    return Path.of(System.getProperty("java.home"), "lib", "src.zip");
  }

  /**
   * Whether they are installed; Debian has them in a package of their own.
   *
   * @return whether there is such a file
   */
  public static boolean areThere() {
    return Files.isRegularFile(file());
  }

  /**
   * What installs them on Debian and Ubuntu.
   *
   * @return a command line
   */
  public static String command() {
    return "sudo apt install openjdk-%d-source".formatted(Runtime.version().feature());
  }
}
