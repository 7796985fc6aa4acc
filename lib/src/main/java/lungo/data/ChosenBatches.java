package lungo.data;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

/**
 * An epoch whose batches are made when they are asked for, each of examples that were chosen.
 *
 * <pre>{@code
 * int[][] chosen = new Portions(Part.TRAIN, vectors.length, 32).chosen(0);
 * var epoch = new ChosenBatches(chosen, (owner, rows) -> {
 *   float[][] x = Arrays.stream(rows).mapToObj(row -> vectors[row]).toArray(float[][]::new);
 *   var inputs = new NDList(owner.create(x));
 *   return new Batch(inputs, inputs);             // an autoencoder is to give back what it gets
 * });
 * }</pre>
 */
public final class ChosenBatches implements Loader.Epoch {

  private final int[][] chosen;
  private final Maker maker;
  private int taken;

  /** Makes a batch. */
  @FunctionalInterface
  public interface Maker {

    /**
     * Makes the batch of some examples.
     *
     * @param manager owns its arrays
     * @param chosen the examples' numbers
     * @return the batch
     */
    Batch make(NDManager manager, int[] chosen);
  }

  /**
   * An epoch.
   *
   * @param chosen the numbers of each batch's examples
   * @param maker makes a batch of them
   */
  public ChosenBatches(int[][] chosen, Maker maker) {
    this.chosen = chosen.clone();
    this.maker = maker;
  }

  /**
   * Cuts an order of examples into batches.
   *
   * @param order the examples' numbers
   * @param batchSize how many a batch has; the last of all has what is left
   * @param count how many batches are wanted
   * @return the numbers of each batch's examples
   */
  public static int[][] cut(int[] order, int batchSize, int count) {
    return IntStream.range(0, count)
        .map(b -> b * batchSize)
        .mapToObj(from -> Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length)))
        .toArray(int[][]::new);
  }

  @Override
  public boolean hasNext() {
    return taken < chosen.length;
  }

  @Override
  public Batch next(NDManager manager) {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch has ended after " + chosen.length + " batches");
    }
    return maker.make(manager, chosen[taken++]);
  }

  @Override
  public void close() {
    taken = chosen.length;
  }
}
