package lungo.data;

import ai.djl.ndarray.NDManager;
import java.util.NoSuchElementException;

/**
 * Batches that are made when they are asked for; nothing is loaded or runs ahead.
 *
 * <pre>{@code
 * var ones = new MadeBatches(10, 32, (manager, number) -> new Batch(
 *     new NDList(manager.ones(new Shape(32, 6))), new NDList(manager.create(new long[32]))));
 * }</pre>
 *
 * @param batches how many an epoch has
 * @param size how many examples each has
 * @param maker makes the batch of a number, from 0 in each epoch
 */
public record MadeBatches(int batches, int size, Maker maker) implements Loader {

  /** Makes a batch. */
  @FunctionalInterface
  public interface Maker {

    /**
     * Makes it.
     *
     * @param manager owns the arrays
     * @param number from 0 in each epoch
     * @return the batch
     */
    Batch make(NDManager manager, int number);
  }

  /**
   * Checks the numbers.
   *
   * @param batches how many an epoch has
   * @param size how many examples each has
   * @param maker makes the batch of a number, from 0 in each epoch
   */
  public MadeBatches {
    if (batches < 0 || size < 1) {
      throw new IllegalArgumentException(
          "expected 0 batches or more of 1 example or more, got " + batches + " of " + size);
    }
  }

  @Override
  public long examples() {
    return (long) batches * size;
  }

  @Override
  public Epoch epoch(int epoch) {
    return new Epoch() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < batches;
      }

      @Override
      public Batch next(NDManager manager) {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return maker.make(manager, next++);
      }

      @Override
      public void close() {
        // nothing runs ahead
      }
    };
  }
}
