package lungo.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder of the cells' classes that Spark serves to executors. A class that is declared anew
 * has another name, so no executor keeps one that is out of date.
 */
final class CellClassFiles {

  private final Path folder;

  private CellClassFiles(Path folder) {
    this.folder = folder;
  }

  /** An empty folder, which goes when this process ends. */
  static CellClassFiles create() throws IOException {
    Path folder = Files.createTempDirectory("lungo-spark-classes-");
    folder.toFile().deleteOnExit();
    return new CellClassFiles(folder);
  }

  Path folder() {
    return folder;
  }

  /** Adds classes as executors are to have them. */
  void write(Map<String, byte[]> classes) {
    classes.forEach(
        (name, bytes) -> {
          Path file = folder.resolve(name.replace('.', '/') + ".class");
          try {
            Path parent = file.getParent();
            if (parent != null && Files.notExists(parent)) {
              Files.createDirectories(parent);
              parent.toFile().deleteOnExit();
            }
            Files.write(file, ExecutorClass.of(bytes));
            file.toFile().deleteOnExit();
          } catch (IOException e) {
            throw new UncheckedIOException("a class of a cell cannot be kept for executors", e);
          }
        });
  }
}
