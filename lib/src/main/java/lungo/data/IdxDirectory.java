package lungo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory with the four files of MNIST and the sets that look like it: {@code
 * train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-…}, each plain or {@code
 * .gz}; the test part may be absent. {@code labels.txt} names the classes, a line each.
 */
final class IdxDirectory {

  private static final String NAMES = "labels.txt";

  private IdxDirectory() {}

  static boolean isOne(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(f -> String.valueOf(f.getFileName()).contains("-images-idx"));
    } catch (IOException e) {
      throw new DataException(directory + " cannot be listed: " + e.getMessage(), e);
    }
  }

  static ImageSet open(Path directory) {
    var train = read(directory, "train").orElseThrow(() -> missing(directory));
    var test = read(directory, "t10k");
    List<String> classes = classes(directory, train.labels());
    check(train, classes);
    Map<Part, Subset> parts = new EnumMap<>(Part.class);
    parts.put(Part.TRAIN, Subset.all(train));
    test.ifPresent(
        source -> {
          check(source, classes);
          parts.put(Part.TEST, Subset.all(source));
        });
    var size = new ImageSet.Size(train.height(), train.width(), train.channels());
    return new ImageSet(directory.toString(), classes, parts, Optional.of(size));
  }

  private static DataException missing(Path directory) {
    return new DataException(
        directory
            + " holds IDX files, but no training part; expected train-images-idx3-ubyte and"
            + " train-labels-idx1-ubyte, with or without .gz");
  }

  private static Optional<ImageSource.InMemory> read(Path directory, String part) {
    Optional<Path> images = find(directory, part + "-images-idx");
    Optional<Path> labels = find(directory, part + "-labels-idx");
    if (images.isPresent() != labels.isPresent()) {
      throw new DataException(
          images.isPresent()
              ? images.get() + " has no labels: expected " + part + "-labels-idx1-ubyte beside it"
              : labels.get() + " has no images: expected " + part + "-images-idx3-ubyte beside it");
    }
    return images.map(file -> new ImageSource.InMemory(Idx.read(file), Idx.read(labels.get())));
  }

  private static Optional<Path> find(Path directory, String beginning) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> String.valueOf(f.getFileName()).startsWith(beginning))
          .filter(f -> String.valueOf(f.getFileName()).matches(".*-ubyte(\\.gz)?"))
          .min(Path::compareTo);
    } catch (IOException e) {
      throw new DataException(directory + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static List<String> classes(Path directory, Idx labels) {
    Path names = directory.resolve(NAMES);
    if (Files.exists(names)) {
      try {
        return Files.readAllLines(names).stream()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
      } catch (IOException e) {
        throw new DataException(names + " cannot be read: " + e.getMessage(), e);
      }
    }
    int last = 0;
    for (int i = 0; i < labels.shape().get(0); i++) {
      last = Math.max(last, labels.get(i));
    }
    var classes = new ArrayList<String>();
    for (int c = 0; c <= last; c++) {
      classes.add(String.valueOf(c));
    }
    return classes;
  }

  private static void check(ImageSource.InMemory source, List<String> classes) {
    for (int i = 0; i < source.size(); i++) {
      if (source.label(i) >= classes.size()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: label %d of example %d is out of range; the %d classes are 0 to %d",
                source.labels().file(),
                source.label(i),
                i,
                classes.size(),
                classes.size() - 1));
      }
    }
  }
}
