package lungo.kernel.magics.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lungo.kernel.magics.CellRunner;

/** Completes paths in a notebook's folder. */
final class Paths {

  private Paths() {}

  /** The files of the wanted kind, and all folders, with a slash at their ends. */
  static List<String> complete(String typed, CellRunner runner, Predicate<Path> wanted) {
    int slash = typed.lastIndexOf('/') + 1;
    String above = typed.substring(0, slash);
    Path folder = runner.workspace().resolve(above);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(p -> name(p).startsWith(typed.substring(slash)))
          .filter(p -> !name(p).startsWith(".") || typed.substring(slash).startsWith("."))
          .filter(p -> Files.isDirectory(p) || wanted.test(p))
          .map(p -> above + name(p) + (Files.isDirectory(p) ? "/" : ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
