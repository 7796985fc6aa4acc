package lungo.data;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import lungo.random.Seed;

/**
 * How the examples of a part are put into batches. The training part is shuffled anew each epoch as
 * the seed and the epoch say, and leaves out the last examples that fill no batch: batch
 * normalisation cannot learn from a batch of one, and every step then weighs the same. The other
 * parts come in their order, whole.
 *
 * <pre>{@code
 * var portions = new Portions(Part.TRAIN, 1000, 64);
 * int steps = portions.batches();                 // 15: the last 40 fill no batch
 * int[] order = portions.order(0);                // of the first epoch
 * }</pre>
 *
 * @param part what they are for
 * @param size how many examples there are
 * @param batchSize how many a batch has
 */
public record Portions(Part part, int size, int batchSize) {

  /**
   * Checks the numbers.
   *
   * @param part what they are for
   * @param size how many examples there are
   * @param batchSize how many a batch has
   * @throws IllegalArgumentException if the batch size is below 1
   * @throws DataException if it is larger than the training part
   */
  public Portions {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be 1 or more, got " + batchSize);
    }
    if (part == Part.TRAIN && batchSize > size) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "batch size %,d is larger than the training part of %,d examples",
              batchSize,
              size));
    }
  }

  /**
   * How many batches an epoch has.
   *
   * @return the number
   */
  public int batches() {
    return part == Part.TRAIN ? size / batchSize : (size + batchSize - 1) / batchSize;
  }

  /**
   * How many examples an epoch has.
   *
   * @return the number
   */
  public int examples() {
    return part == Part.TRAIN ? batches() * batchSize : size;
  }

  /**
   * The order of an epoch.
   *
   * @param epoch 0 for the first
   * @return each example's number once, those left out at the end
   */
  public int[] order(int epoch) {
    return order(epoch, random -> Seed.permutation(size, random));
  }

  /**
   * The order of an epoch, where the part to learn from is shuffled in a way of its own.
   *
   * @param epoch 0 for the first
   * @param shuffle makes a random order
   * @return each example's number once, those left out at the end
   */
  int[] order(int epoch, Function<SplittableRandom, int[]> shuffle) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch must be 0 or more, got " + epoch);
    }
    return part == Part.TRAIN
        ? shuffle.apply(Seed.stream("shuffle", epoch))
        : IntStream.range(0, size).toArray();
  }

  /**
   * The batches of an epoch.
   *
   * @param epoch 0 for the first
   * @return the numbers of each batch's examples, in the epoch's {@link #order}
   */
  public int[][] chosen(int epoch) {
    return ChosenBatches.cut(order(epoch), batchSize, batches());
  }

  /**
   * Refuses an example's number that does not exist.
   *
   * @param index from 0
   * @return the same
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public int checked(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "no example " + index + "; the " + part + " part has 0 to " + (size - 1));
    }
    return index;
  }
}
