package lungo.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.data.Sha256Sums;

/** What a folder of data holds, as a list of sums. */
final class DataSums {

  private DataSums() {}

  /**
   * The folder's own list after its files were checked against it; a new one where it has none.
   *
   * @throws lungo.data.DataException if a file differs from the folder's list
   */
  static String list(Path folder) throws IOException {
    Sha256Sums own = Sha256Sums.in(folder);
    own.checkAll(folder);
    Map<String, String> sums = own.sums().isEmpty() ? sums(folder) : own.sums();
    return sums.entrySet().stream()
        .map(e -> e.getValue() + "  " + e.getKey() + "\n")
        .collect(Collectors.joining());
  }

  private static Map<String, String> sums(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    var sums = new LinkedHashMap<String, String>();
    for (Path file : files) {
      try (var in = Files.newInputStream(file)) {
        String name = folder.equals(file) ? String.valueOf(file.getFileName()) : "";
        sums.put(name.isEmpty() ? slashes(folder.relativize(file)) : name, Sha256Sums.of(in));
      }
    }
    return sums;
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }
}
