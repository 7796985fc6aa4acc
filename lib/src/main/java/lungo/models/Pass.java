package lungo.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.function.BiConsumer;

/**
 * One forward pass: where the weights of its device are, and whether layers behave as in training.
 *
 * @param store holds the weights
 * @param device where the pass computes
 * @param training whether batch normalisation uses and updates the batch's statistics
 * @param observer is shown each layer's output, the innermost layers first
 */
record Pass(
    ParameterStore store,
    Device device,
    boolean training,
    BiConsumer<NamedBlock, NDArray> observer) {

  static Pass of(ParameterStore store, Device device, boolean training) {
    return new Pass(store, device, training, (block, output) -> {});
  }

  void computed(NamedBlock block, NDArray output) {
    observer.accept(block, output);
  }

  NDArray value(Parameter parameter) {
    return store.getValue(parameter, device, training);
  }
}
