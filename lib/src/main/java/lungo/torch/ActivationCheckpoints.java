package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that are computed without recording anything but their inputs, and again, with everything
 * recorded, when the backward pass comes to them: a step then needs the memory of one block's
 * activations and of each block's input, for the time of a second forward pass. The numbers stay.
 * Chen et al. 2016, https://arxiv.org/abs/1604.06174
 *
 * <pre>{@code
 * try (var checkpoints = ActivationCheckpoints.begin(manager, step)) {
 *   var found = model.forward(store, inputs, true);         // blocks ask current() for forward
 *   NDArray loss = Losses.crossEntropy(found.head(), labels);
 *   NDArray rest = checkpoints.backward(loss, weights, sums, 1, LossScale.NONE);
 *   optimizer.step(new Backward(rest, sums, 1, 1, Backward.Clipping.NONE), 1e-3, use -> {});
 * }
 * }</pre>
 *
 * What is random in such a block follows from the seed, the coordinates and the block's place, and
 * so is the same both times. Belongs to the thread that began it, until it is closed.
 */
public final class ActivationCheckpoints implements AutoCloseable {

  @SuppressWarnings("ThreadLocalUsage") // a thread's own, as the engine's gradient mode
  private static final ThreadLocal<@Nullable ActivationCheckpoints> CURRENT = new ThreadLocal<>();

  /** A block's computation. */
  @FunctionalInterface
  public interface Computation {

    /**
     * Computes the block.
     *
     * @param again whether it was computed before: what is counted, such as running statistics, is
     *     counted already
     * @param inputs what it is given; stays open
     * @return its output
     */
    NDArray compute(boolean again, NDList inputs);
  }

  private final NDManager manager;
  private final long[] coordinates;
  private final List<CheckpointedSegment> segments = new ArrayList<>();
  private int asked;

  private ActivationCheckpoints(NDManager manager, long[] coordinates) {
    this.manager = manager;
    this.coordinates = coordinates;
  }

  /**
   * Lets the blocks that this thread computes keep their inputs only, until it is closed.
   *
   * @param manager owns what is kept; closing it frees that
   * @param coordinates what the random numbers follow from beside the seed, such as the step
   * @return the scope
   * @throws IllegalStateException if one is open in this thread
   */
  public static ActivationCheckpoints begin(NDManager manager, long... coordinates) {
    if (CURRENT.get() != null) {
      throw new IllegalStateException("activation checkpoints are being kept already");
    }
    var begun = new ActivationCheckpoints(manager, coordinates.clone());
    CURRENT.set(begun);
    return begun;
  }

  /**
   * Where this thread's blocks are kept.
   *
   * @return what was begun and not closed; null if there is none
   */
  public static @Nullable ActivationCheckpoints current() {
    return CURRENT.get();
  }

  /**
   * Whether no block has been computed by way of this.
   *
   * @return true if {@link #forward} was not called
   */
  public boolean isUnused() {
    return asked == 0;
  }

  /**
   * Computes a block without recording it, unless there is nothing to record.
   *
   * @param inputs what it is given; stays open
   * @param trains whether a weight of the block requires a gradient
   * @param block computes it, now and perhaps again
   * @return its output
   */
  @SuppressWarnings("try")
  public NDArray forward(NDList inputs, boolean trains, Computation block) {
    asked++;
    NDList begun = CheckpointedSegment.inputs(manager, inputs);
    if (!trains && begun.stream().noneMatch(NDArray::hasGradient)) {
      begun.close();
      return block.compute(false, inputs);
    }
    long[] place = Arrays.copyOf(coordinates, coordinates.length + 1);
    place[coordinates.length] = segments.size();
    var segment = new CheckpointedSegment(manager, whole(block), place, inputs, begun);
    segments.add(segment);
    return Functional.same(segment.output());
  }

  /** Blocks within a block keep nothing of their own. */
  private Computation whole(Computation block) {
    return (again, inputs) -> {
      CURRENT.remove();
      try {
        return block.compute(again, inputs);
      } finally {
        CURRENT.set(this);
      }
    };
  }

  /**
   * Goes back through everything but the first block or what lies before it, adding gradients to
   * sums as {@link Backward#addTo} does.
   *
   * @param loss a scalar that was computed with {@link GradMode} on; closed if blocks were kept
   * @param weights arrays that require a gradient
   * @param sums an array a weight, changed in place
   * @param share how much this loss counts
   * @param scale by what the loss is multiplied
   * @return a scalar of the loss's value, the gradient of which is what is still to be added
   */
  public NDArray backward(
      NDArray loss,
      List<? extends NDArray> weights,
      List<? extends NDArray> sums,
      double share,
      LossScale scale) {
    return segments.isEmpty()
        ? loss
        : new CheckpointedBackward(manager, segments, weights, sums, share, scale).from(loss);
  }

  @Override
  public void close() {
    CURRENT.remove();
  }
}
