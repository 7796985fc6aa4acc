package lungo.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import lungo.random.Seed;

/** Some of a source's pictures, in an order. */
final class Subset {

  private final ImageSource source;
  private final int[] indices;

  private Subset(ImageSource source, int[] indices) {
    this.source = source;
    this.indices = indices;
  }

  static Subset all(ImageSource source) {
    int[] indices = new int[source.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    return new Subset(source, indices);
  }

  int size() {
    return indices.length;
  }

  int label(int i) {
    return source.label(indices[i]);
  }

  BufferedImage image(int i) {
    return source.image(indices[i]);
  }

  boolean isInMemory() {
    return !(source instanceof ImageSource.Files || source instanceof ShardImages);
  }

  /**
   * The pictures' files.
   *
   * @throws DataException if they have none of their own
   */
  List<Path> files() {
    if (!(source instanceof ImageSource.Files own)) {
      throw new DataException(
          "shards are made of picture files, in folders or listed; these pictures come from "
              + (isInMemory() ? "one file of many already" : "shards already"));
    }
    return IntStream.of(indices).mapToObj(own::file).toList();
  }

  /** A random order to learn in: any, or of shards one that reads from few at a time. */
  int[] shuffled(SplittableRandom random) {
    return source instanceof ShardImages shards
        ? ShardImages.order(IntStream.of(indices).map(shards::shard).toArray(), random)
        : Seed.permutation(indices.length, random);
  }

  Pixels pixels(int i) {
    return source.pixels(indices[i]);
  }

  int[] labels() {
    return IntStream.range(0, size()).map(this::label).toArray();
  }

  int[] counts(int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < size(); i++) {
      counts[label(i)]++;
    }
    return counts;
  }

  /** Those that a test keeps, in the same order. */
  Subset where(IntPredicate kept) {
    return rows(IntStream.range(0, size()).filter(kept).toArray());
  }

  /** Some, by their places. */
  Subset rows(int[] rows) {
    return new Subset(source, IntStream.of(rows).map(i -> indices[i]).toArray());
  }

  /** What {@link #cut} makes of a subset. */
  record Cut(Subset rest, Subset part) {}

  /**
   * Cuts off a share of each class, drawn at random; both parts keep the order.
   *
   * @param share of each class, rounded; a class of two or more gives at least one and keeps one
   */
  Cut cut(double share, SplittableRandom random) {
    boolean[] drawn = Split.drawn(labels(), share, random);
    return new Cut(where(i -> !drawn[i]), where(i -> drawn[i]));
  }
}
