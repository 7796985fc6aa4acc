package lungo.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labelled pictures that a directory holds, by part.
 *
 * @param name the directory, as the user wrote it
 * @param classes the classes' names, a label being an index into them
 * @param parts at least the training part
 * @param shape the pictures' size and channels if they are all alike
 * @param skipped why each picture that was left out cannot be decoded
 */
record ImageSet(
    String name,
    List<String> classes,
    Map<Part, Subset> parts,
    Optional<Size> shape,
    List<String> skipped) {

  /** Rows, pixels a row, channels. */
  record Size(int height, int width, int channels) {}

  ImageSet {
    classes = List.copyOf(classes);
    parts = Collections.unmodifiableMap(new EnumMap<>(parts));
    skipped = List.copyOf(skipped);
  }

  ImageSet(String name, List<String> classes, Map<Part, Subset> parts, Optional<Size> shape) {
    this(name, classes, parts, shape, List.of());
  }

  static ImageSet open(Path directory) {
    if (!Files.exists(directory)) {
      throw new DataException(
          directory + " does not exist (looked for it in " + Path.of("").toAbsolutePath() + ")");
    }
    if (!Files.isDirectory(directory)) {
      throw new DataException(
          directory
              + " is no directory; expected one that holds IDX files, CIFAR's, shards or a folder a class");
    }
    if (ShardFolder.isOne(directory)) {
      return ShardImages.open(directory);
    }
    if (CifarDirectory.isOne(directory)) {
      return CifarDirectory.open(directory);
    }
    return IdxDirectory.isOne(directory)
        ? IdxDirectory.open(directory)
        : ClassFolders.open(directory);
  }

  ImageSet with(Map<Part, Subset> other) {
    return new ImageSet(name, classes, other, shape, skipped);
  }

  ImageSet skipping(List<String> reasons) {
    return new ImageSet(name, classes, parts, shape, reasons);
  }

  Subset train() {
    return part(Part.TRAIN).orElseThrow(() -> new AssertionError("every set has a training part"));
  }

  Optional<Subset> part(Part part) {
    return Optional.ofNullable(parts.get(part));
  }
}
