package lungo.kernel.magics;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a notebook's magics work: their folder, and the environment of the commands they start. A
 * JVM can change neither for itself, so Java's own relative paths and {@code System.getenv} stay as
 * they were when the kernel started.
 */
public final class Workspace {

  private Path folder = Path.of("").toAbsolutePath();
  private final Map<String, String> environment = new TreeMap<>(System.getenv());

  Workspace() {}

  /**
   * The magics' folder.
   *
   * @return an absolute path
   */
  public synchronized Path folder() {
    return folder;
  }

  /**
   * Moves to another folder.
   *
   * @param to an existing folder, relative to the present one
   */
  public synchronized void enter(Path to) {
    folder = folder.resolve(to).normalize();
  }

  /**
   * A path as the user names it: relative to the magics' folder, {@code ~} being the user's home.
   *
   * @param path the path
   * @return an absolute path
   */
  public Path resolve(String path) {
    String home = System.getProperty("user.home");
    if (path.equals("~")) {
      return Path.of(home);
    }
    if (path.startsWith("~/")) {
      return Path.of(home).resolve(path.substring(2));
    }
    return folder().resolve(path).normalize();
  }

  /**
   * The environment of commands.
   *
   * @return names and values, sorted
   */
  public synchronized Map<String, String> environment() {
    return new TreeMap<>(environment);
  }

  /**
   * Changes the environment of commands that start from now on.
   *
   * @param name a variable
   * @param value its value; empty removes it
   */
  public synchronized void set(String name, Optional<String> value) {
    value.ifPresentOrElse(v -> environment.put(name, v), () -> environment.remove(name));
  }
}
