package lungo.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.random.Seed;

/**
 * Which examples of different lengths go into a batch together: to learn from, those of a like
 * length, in another way each epoch; else as they come.
 *
 * <pre>{@code
 * int[] lengths = texts.stream().mapToInt(t -> tokenizer.encode(t).length).toArray();
 * int[][] chosen = new LengthBatches(lengths, 32, true).of(new SplittableRandom(7));
 * }</pre>
 */
public final class LengthBatches {

  /** Batches whose examples are sorted by length together. */
  private static final int SORTED = 8;

  private final int[] lengths;
  private final int batchSize;
  private final boolean shuffled;

  /**
   * For some examples.
   *
   * @param lengths of each
   * @param batchSize how many a batch has at most, 1 or more
   * @param shuffled to learn from; else in order
   */
  public LengthBatches(int[] lengths, int batchSize, boolean shuffled) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be 1 or more, got " + batchSize);
    }
    this.lengths = lengths.clone();
    this.batchSize = batchSize;
    this.shuffled = shuffled;
  }

  /**
   * How many batches an epoch has.
   *
   * @return the number
   */
  public int count() {
    return (lengths.length + batchSize - 1) / batchSize;
  }

  /**
   * The batches of an epoch.
   *
   * @param random the epoch's numbers
   * @return the examples of each batch, by their places in the list of lengths
   */
  public int[][] of(SplittableRandom random) {
    int[] order = order(lengths.length, random);
    int[][] batches = new int[count()][];
    if (shuffled) {
      int window = SORTED * batchSize;
      for (int from = 0; from < order.length; from += window) {
        sort(order, from, Math.min(from + window, order.length));
      }
    }
    int[] places = order(batches.length, random);
    for (int i = 0; i < batches.length; i++) {
      int from = i * batchSize;
      batches[places[i]] =
          Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length));
    }
    return batches;
  }

  private int[] order(int size, SplittableRandom random) {
    return shuffled ? Seed.permutation(size, random) : IntStream.range(0, size).toArray();
  }

  private void sort(int[] order, int from, int to) {
    int[] sorted =
        IntStream.range(from, to)
            .mapToObj(i -> order[i])
            .sorted(Comparator.comparingInt(i -> lengths[i]))
            .mapToInt(i -> i)
            .toArray();
    System.arraycopy(sorted, 0, order, from, sorted.length);
  }
}
