package lungo.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lungo.data.Sha256Sums;

/**
 * A set that can be fetched.
 *
 * @param name as the user writes it
 * @param description a line
 * @param megabytes to be downloaded, about
 * @param contents the SHA-256 sums of its files' contents; each is stored as {@code NAME.gz}, whose
 *     own sum depends on who compressed it
 * @param debianPackage the package of Debian and Ubuntu that holds it
 * @param debianFolder where the files lie in that package
 * @param origin the authors' folder on the web
 */
record DataSet(
    String name,
    String description,
    int megabytes,
    Sha256Sums contents,
    String debianPackage,
    String debianFolder,
    URI origin) {

  /** Those that the project knows. */
  static List<DataSet> known() {
    return List.of(
        new DataSet(
            "fashion-mnist",
            "70,000 pictures of clothes, 28×28, grey, 10 classes (MIT)",
            31,
            Sha256Sums.parse(
                new String(resource("fashion-mnist", Sha256Sums.FILE), StandardCharsets.UTF_8),
                "fashion-mnist"),
            "dataset-fashion-mnist",
            "usr/share/datasets/fashion-mnist",
            URI.create(
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/")));
  }

  /** What lies beside the files of a set and is kept in the project. */
  static List<String> companions() {
    return List.of("labels.txt", "LICENSE");
  }

  static byte[] resource(String set, String file) {
    try (var in = DataSet.class.getResourceAsStream("/lungo/datasets/" + set + "/" + file)) {
      if (in == null) {
        throw new AssertionError("the library's jar lacks " + set + "/" + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> storedFiles() {
    return contents.sums().keySet().stream().map(file -> file + ".gz").toList();
  }
}
