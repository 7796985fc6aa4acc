package lungo.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.function.Supplier;
import lungo.torch.ActivationCheckpoints;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass: where the weights of its device are, and whether layers behave as in training.
 *
 * @param store holds the weights
 * @param device where the pass computes
 * @param training whether batch normalisation uses and updates the batch's statistics
 * @param observer is shown each layer's output, the innermost layers first, and may replace it
 * @param memory what attention layers keep of the tokens before these, where a text is continued
 *     token by token
 * @param checkpoints where repeated blocks keep no more than their inputs; null for all to be kept
 * @param again whether this was computed before, and what is counted is counted already
 */
record Pass(
    ParameterStore store,
    Device device,
    boolean training,
    Observer observer,
    @Nullable KeyValueCache memory,
    @Nullable ActivationCheckpoints checkpoints,
    boolean again) {

  static Pass of(ParameterStore store, Device device, boolean training) {
    var checkpoints = training ? ActivationCheckpoints.current() : null;
    return new Pass(store, device, training, Observer.NONE, null, checkpoints, false);
  }

  static Pass of(ParameterStore store, Device device, KeyValueCache memory) {
    return new Pass(store, device, false, Observer.NONE, memory, null, false);
  }

  static Pass watched(ParameterStore store, Device device, boolean training, Observer observer) {
    return new Pass(store, device, training, observer, null, null, false);
  }

  /** Within a block that is computed as a whole, perhaps not for the first time. */
  Pass within(boolean again) {
    return new Pass(store, device, training, observer, memory, null, again);
  }

  /** The place of the first token in its text. */
  int position() {
    return memory == null ? 0 : memory.length();
  }

  /** Shows a layer's output to the observer, and says what the pass goes on with. */
  NDArray computed(NamedBlock block, NDArray output) {
    return observer.computed(block, output);
  }

  /**
   * Offers an attention layer's weights (N, heads, T, S), which are computed if they are asked for.
   */
  void attends(NamedBlock block, Supplier<NDArray> weights) {
    observer.attends(block, weights);
  }

  /** What watches a pass. */
  interface Observer {

    /** Watches nothing. */
    Observer NONE = (block, output) -> output;

    /** A layer's output; gives the array that the pass goes on with, the same or another one. */
    NDArray computed(NamedBlock block, NDArray output);

    /** An attention layer's weights. */
    default void attends(NamedBlock block, Supplier<NDArray> weights) {}
  }

  NDArray value(Parameter parameter) {
    return store.getValue(parameter, device, training);
  }
}
