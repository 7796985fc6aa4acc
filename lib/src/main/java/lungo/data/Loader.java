package lungo.data;

import ai.djl.ndarray.NDManager;

/**
 * Makes batches of one part of a data set. The order of an epoch follows from the seed and the
 * epoch's number alone, whatever the number of workers.
 *
 * <pre>{@code
 * try (var epoch = train.epoch(0)) {
 *   while (epoch.hasNext()) {
 *     System.out.println(epoch.next(manager).size());
 *   }
 * }
 * }</pre>
 */
public interface Loader {

  /**
   * How many batches an epoch has.
   *
   * @return the number, at least 1
   */
  int batches();

  /**
   * How many examples an epoch has.
   *
   * @return the number, at least 1
   */
  long examples();

  /**
   * Begins an epoch: workers start to prepare batches ahead.
   *
   * @param epoch 0 for the first
   * @return the epoch's batches, to be closed also when not all were taken
   */
  Epoch epoch(int epoch);

  /** The batches of one epoch, in order. For one thread. */
  interface Epoch extends AutoCloseable {

    /**
     * Whether another batch comes.
     *
     * @return false at the epoch's end
     */
    boolean hasNext();

    /**
     * Waits for the next batch.
     *
     * @param manager owns the batch's arrays; on its device they are made
     * @return the batch
     * @throws java.util.NoSuchElementException at the epoch's end
     * @throws DataException if an example cannot be read; the message names its file
     */
    Batch next(NDManager manager);

    /** Ends the epoch and the work that was under way for it. */
    @Override
    void close();
  }
}
