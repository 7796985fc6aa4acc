package lungo.data;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
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
    return source instanceof ImageSource.InMemory;
  }

  Pixels pixels(int i) {
    return source.pixels(indices[i]);
  }

  int[] counts(int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < size(); i++) {
      counts[label(i)]++;
    }
    return counts;
  }

  /** What {@link #cut} makes of a subset. */
  record Cut(Subset rest, Subset part) {}

  /**
   * Cuts off a share of each class, drawn at random; both parts keep the order.
   *
   * @param share of each class, rounded; a class of two or more gives at least one and keeps one
   */
  Cut cut(double share, int classes, SplittableRandom random) {
    int[] counts = counts(classes);
    int[] toTake = new int[classes];
    for (int c = 0; c < classes; c++) {
      int most = Math.max(0, counts[c] - 1);
      toTake[c] = Math.min(most, Math.max(1, (int) Math.round(share * counts[c])));
    }
    int[] left = counts.clone();
    int[] part = new int[IntStream.of(toTake).sum()];
    int[] rest = new int[size() - part.length];
    int p = 0;
    int r = 0;
    for (int i = 0; i < size(); i++) {
      int c = label(i);
      // Selection sampling (Knuth, volume 2, algorithm S): each is taken with equal probability.
      if (random.nextInt(left[c]--) < toTake[c]) {
        toTake[c]--;
        part[p++] = indices[i];
      } else {
        rest[r++] = indices[i];
      }
    }
    return new Cut(new Subset(source, rest), new Subset(source, part));
  }
}
