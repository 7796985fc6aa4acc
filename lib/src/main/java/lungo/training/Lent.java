package lungo.training;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.Objects;
import java.util.function.Function;
import lungo.weights.StateDict;

/**
 * A model that is lent for a computation: its layers, where their weights are, and who owns what is
 * computed. Whoever borrows it leaves the weights as they are.
 *
 * <pre>{@code
 * float[] scores = learner.lend(lent -> {
 *   NDArray x = lent.manager().create(vectors);             // (N, C)
 *   return lent.block().forward(lent.store(), new NDList(x), false).head().toFloatArray();
 * });
 * }</pre>
 *
 * @param block the model
 * @param store holds its weights
 * @param manager owns what is computed, on the model's device; closed when the computation ends
 */
public record Lent(Block block, ParameterStore store, NDManager manager) {

  /**
   * Lends a model that has its weights but no learner; see {@link Learner#lend}.
   *
   * @param <R> what the computation gives
   * @param block an initialised model
   * @param use the computation; its arrays do not outlive it
   * @return what it gave
   * @throws TrainingException if the model has no weights yet
   */
  public static <R> R lend(Block block, Function<Lent, R> use) {
    if (!block.isInitialized()) {
      throw new TrainingException(
          "the model has no weights yet; train it, or load some by StateDict.of(model).load(file)");
    }
    NDManager owner =
        Objects.requireNonNull(StateDict.of(block).parameters().values().iterator().next())
            .getArray()
            .getManager();
    return lend(block, new ParameterStore(owner, false), owner, use);
  }

  static <R> R lend(Block block, ParameterStore store, NDManager owner, Function<Lent, R> use) {
    try (var scope = new StepScope(owner)) {
      return use.apply(new Lent(block, store, scope.manager()));
    }
  }
}
