package lungo.kernel.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where this process stands. The launcher starts a run in the notebook's folder and says in system
 * properties where the user was, where the installation is and what the terminal is like.
 *
 * @param directory what the user's relative paths start from
 * @param home the folder with {@code jars}, {@code native} and {@code jvm.options}, if known
 * @param root the checkout, if known
 * @param columns the terminal's width; 0 if the output is no terminal
 */
record Place(Path directory, Optional<Path> home, Optional<Path> root, int columns) {

  static Place current() {
    return new Place(
        Path.of(System.getProperty("lungo.cwd", "")).toAbsolutePath(),
        path("lungo.home"),
        path("lungo.root"),
        Integer.getInteger("lungo.columns", 0));
  }

  /** A path as the user wrote it, made absolute. */
  Path resolve(Path path) {
    return directory.resolve(path).normalize();
  }

  /** A path as the user would write it. */
  Path show(Path path) {
    Path here = directory.normalize();
    return path.startsWith(here) ? here.relativize(path) : path;
  }

  /** A message with paths as the user would write them. */
  String shorten(String message) {
    return message.replace(directory.normalize() + File.separator, "");
  }

  private static Optional<Path> path(String property) {
    return Optional.ofNullable(System.getProperty(property)).map(Path::of);
  }
}
