package lungo.data;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

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
    return !(source instanceof ImageSource.Files);
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
