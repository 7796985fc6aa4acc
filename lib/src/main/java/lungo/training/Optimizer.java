package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;

/**
 * A rule that turns gradients into new weights; a value without state, so that one can serve
 * several learners.
 */
public interface Optimizer {

  /**
   * The rate where no schedule says otherwise.
   *
   * @return 0 or more
   */
  double rate();

  /**
   * Begins with weights.
   *
   * @param weights the arrays to train, which require a gradient
   * @param manager owns the optimizer's own arrays
   * @return the steps
   */
  Steps start(List<NDArray> weights, NDManager manager);

  /**
   * What to write down about it: its name and its numbers.
   *
   * @return text, numbers and booleans by name
   */
  Map<String, Object> describe();

  /** The optimizer at work on some weights, with its state. */
  interface Steps {

    /**
     * Computes the gradients and updates the weights in place. If the loss is not finite, nothing
     * is changed.
     *
     * @param loss a scalar that was computed from the weights with gradients recorded
     * @param rate the learning rate of this step
     */
    void step(NDArray loss, double rate);

    /**
     * The optimizer's arrays, to be saved and restored.
     *
     * @return by kind, such as {@code momentum}, in the order of the weights
     */
    Map<String, List<NDArray>> state();
  }
}
