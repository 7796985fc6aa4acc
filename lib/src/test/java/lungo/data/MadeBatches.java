package lungo.data;

import ai.djl.ndarray.NDManager;

/**
 * Batches that are made when they are asked for; nothing is loaded or runs ahead.
 *
 * @param batches how many an epoch has
 * @param size of each
 * @param maker makes the batch of a number, from 0 in each epoch
 */
public record MadeBatches(int batches, int size, Maker maker) implements Loader {

  /** Makes a batch. */
  @FunctionalInterface
  public interface Maker {
    Batch make(NDManager manager, int number);
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
        return maker.make(manager, next++);
      }

      @Override
      public void close() {
        // nothing runs ahead
      }
    };
  }
}
