package lungo.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.random.Seed;

/** Pieces of a row of tokens, with the tokens that follow. */
final class TokenLoader implements Loader {

  /** What losses leave out. */
  private static final long NOT_COUNTED = -100;

  private final int[] tokens;
  private final int length;
  private final int batchSize;
  private final boolean shuffled;

  /**
   * @param shuffled to learn from: whole pieces from a place that changes; else all in order
   */
  TokenLoader(int[] tokens, int length, int batchSize, boolean shuffled) {
    this.tokens = tokens;
    this.length = length;
    this.batchSize = batchSize;
    this.shuffled = shuffled;
    int least = shuffled ? 2 * length : length + 1;
    if (tokens.length < least) {
      throw new DataException(
          String.format(
              "a text of %,d tokens is too short for pieces of %,d; it needs %,d",
              tokens.length, length, least));
    }
  }

  private int pieces() {
    int targets = tokens.length - 1;
    return shuffled ? (targets - (length - 1)) / length : (targets + length - 1) / length;
  }

  @Override
  public int batches() {
    return (pieces() + batchSize - 1) / batchSize;
  }

  @Override
  public long examples() {
    return pieces();
  }

  @Override
  public Epoch epoch(int epoch) {
    return new ChosenBatches(ChosenBatches.cut(starts(epoch), batchSize, batches()), this::batch);
  }

  private int[] starts(int epoch) {
    if (!shuffled) {
      return IntStream.range(0, pieces()).map(i -> i * length).toArray();
    }
    SplittableRandom random = Seed.stream("text", epoch);
    int offset = random.nextInt(length);
    int[] order = Seed.permutation(pieces(), random);
    return IntStream.of(order).map(i -> i * length + offset).toArray();
  }

  private Batch batch(NDManager manager, int[] starts) {
    int size = starts.length;
    long[] inputs = new long[size * length];
    long[] targets = new long[size * length];
    for (int row = 0; row < size; row++) {
      fill(tokens, starts[row], length, row, inputs, targets);
    }
    var shape = new Shape(size, length);
    return new Batch(
        new NDList(manager.create(inputs, shape)), new NDList(manager.create(targets, shape)));
  }

  /** The last piece begins earlier, so that it is whole; what was counted does not count again. */
  static void fill(int[] tokens, int start, int length, int row, long[] inputs, long[] targets) {
    int to = row * length;
    int from = Math.min(start, tokens.length - 1 - length);
    for (int i = 0; i < length; i++) {
      inputs[to + i] = tokens[from + i];
      targets[to + i] = from + i < start ? NOT_COUNTED : tokens[from + i + 1];
    }
  }
}
