package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * A loss of one's own, for {@link Recipe#loss}: what a step goes down in place of the task's loss.
 *
 * <pre>{@code
 * learner.recipe(Recipe.standard().loss((outputs, targets) ->
 *     outputs.head().sub(targets.head()).abs().mean()));
 * }</pre>
 */
@FunctionalInterface
public interface Loss {

  /**
   * Computes it; the operations are recorded for the backward pass.
   *
   * @param outputs what the network gave
   * @param targets the batch's
   * @return a scalar: the mean over the batch's examples
   */
  NDArray of(NDList outputs, NDList targets);
}
