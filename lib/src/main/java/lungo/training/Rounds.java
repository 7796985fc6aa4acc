package lungo.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Steps that are taken elsewhere, by several machines say, some at a time: a round. What comes of
 * it changes a learner's model, and the learner's callbacks, checkpoints and history go with it;
 * see {@link Learner#fitRounds}.
 *
 * <pre>{@code
 * BiFunction<Learner, Rounds, History> train =
 *     (learner, cluster) -> learner.fitRounds(cluster, 20, oneCycle(1e-3), livePlot());
 * }</pre>
 */
public interface Rounds {

  /**
   * What came of a round.
   *
   * @param losses the mean loss of each step
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Taken(double[] losses) {}

  /**
   * How many steps a round has.
   *
   * @return 1 or more, always the same
   */
  int steps();

  /**
   * Takes a round: the model has other weights afterwards, or an exception says why not, and it has
   * those of before.
   *
   * @param number from 0; a run that goes on from a checkpoint begins later
   * @param rates the learning rate of each step
   * @return what came of it
   * @throws java.util.concurrent.CancellationException if it was interrupted
   */
  Taken take(int number, double[] rates);

  /**
   * What is carried from round to round besides the weights, to be saved.
   *
   * @return by name, such as {@code fc.bias.velocity}
   */
  Map<String, NDArray> state();

  /**
   * Goes on from a state that was saved, after the model got its weights.
   *
   * @param state by name, as {@link #state} gave it
   */
  void restore(Map<String, NDArray> state);

  /**
   * What is written into checkpoints, which go on with no other.
   *
   * @return its name and its numbers
   */
  String describe();
}
