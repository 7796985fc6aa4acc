package lungo.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import lungo.torch.Backward;

/**
 * A rule that turns gradients into new weights; a value without state, so that one can serve
 * several learners.
 *
 * <pre>{@code
 * for (Optimizer optimizer : List.of(Sgd.of(0.05).momentum(0.9), AdamW.of(1e-3), Muon.of(0.02))) {
 *   var learner = Learner.classifier(data, LeNet.lenet5(10)).optimizer(optimizer);
 *   System.out.println(optimizer + ": " + learner.fit(2).last());
 * }
 * }</pre>
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
   * @param weights the arrays to train by name, which require a gradient
   * @param manager owns the optimizer's own arrays
   * @return the steps
   */
  Steps start(Map<String, NDArray> weights, NDManager manager);

  /**
   * Which weights it trains; the others are frozen by it.
   *
   * @param names all weights' names
   * @return the names of those that it trains
   * @throws IllegalArgumentException if a pattern of a group means no weight
   */
  default Set<String> trained(Collection<String> names) {
    return Set.copyOf(names);
  }

  /**
   * What to write down about it: its name and its numbers.
   *
   * @return text, numbers and booleans by name
   */
  Map<String, Object> describe();

  /** The loss as a function of the weights, for rules that look at several points a step. */
  @FunctionalInterface
  interface Objective {

    /**
     * Computes the loss at the weights as they are now, hands it on, and frees what was computed.
     *
     * @param use is given a scalar that was computed with gradients recorded
     */
    void evaluate(Consumer<NDArray> use);
  }

  /** The optimizer at work on some weights, with its state. */
  interface Steps {

    /**
     * Computes the gradients and updates the weights in place. If the loss is not finite, nothing
     * is changed.
     *
     * @param backward the loss at the weights, and what limits its gradient
     * @param rate the learning rate of this step
     * @param again computes the same loss at other weights; most rules do not ask
     */
    void step(Backward backward, double rate, Objective again);

    /**
     * What is trained.
     *
     * @return the weights that are not frozen, in the order in which sums of gradients are wanted
     */
    List<NDArray> weights();

    /**
     * The optimizer's arrays, to be saved.
     *
     * @return by name, those that belong to a weight as {@code weight.kind}, such as {@code
     *     fc.bias.momentum}
     */
    Map<String, NDArray> state();

    /**
     * Goes on from a state that was saved. State of weights that are not trained is left out.
     *
     * @param state by name, as {@link #state} gave it
     * @throws IllegalArgumentException if an array has another shape; nothing is changed then
     */
    void restore(Map<String, NDArray> state);
  }
}
