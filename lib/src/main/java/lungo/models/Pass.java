package lungo.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass: where the weights of its device are, and whether layers behave as in training.
 *
 * @param store holds the weights
 * @param device where the pass computes
 * @param training whether batch normalisation uses and updates the batch's statistics
 * @param observer is shown each layer's output, the innermost layers first
 * @param memory what attention layers keep of the tokens before these, where a text is continued
 *     token by token
 */
record Pass(
    ParameterStore store,
    Device device,
    boolean training,
    BiConsumer<NamedBlock, NDArray> observer,
    @Nullable KeyValueCache memory) {

  static Pass of(ParameterStore store, Device device, boolean training) {
    return new Pass(store, device, training, (block, output) -> {}, null);
  }

  static Pass of(ParameterStore store, Device device, KeyValueCache memory) {
    return new Pass(store, device, false, (block, output) -> {}, memory);
  }

  /** The place of the first token in its text. */
  int position() {
    return memory == null ? 0 : memory.length();
  }

  void computed(NamedBlock block, NDArray output) {
    observer.accept(block, output);
  }

  NDArray value(Parameter parameter) {
    return store.getValue(parameter, device, training);
  }
}
