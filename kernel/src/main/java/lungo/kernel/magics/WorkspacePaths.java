package lungo.kernel.magics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Completes paths in a notebook's folder. */
public final class WorkspacePaths {

  private WorkspacePaths() {}

  /**
   * The files of the wanted kind, and all folders, with a slash at their ends.
   *
   * @param typed the path's beginning, relative to the notebook's folder or absolute
   * @param runner the notebook's runner
   * @param wanted which files count
   * @return paths that begin as typed, in order; hidden ones only if a dot was typed
   */
  public static List<String> complete(String typed, CellRunner runner, Predicate<Path> wanted) {
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

  /**
   * A path's last part.
   *
   * @param path any path
   * @return its name; {@code null} as text for a root
   */
  public static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
