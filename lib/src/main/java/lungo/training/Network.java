package lungo.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;

/** A block with its weights on a device. */
final class Network {

  private final Block block;
  private final NDManager manager;
  private final ParameterStore store;

  /**
   * Initialises the block's weights if that was not done.
   *
   * @param input the shape of a batch of one
   * @param manager owns new weights; on its device the network computes
   */
  Network(Block block, Shape input, NDManager manager) {
    this.block = block;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    if (!block.isInitialized()) {
      block.initialize(manager, DataType.FLOAT32, input);
    }
  }

  Block block() {
    return block;
  }

  NDManager manager() {
    return manager;
  }

  Device device() {
    return manager.getDevice();
  }

  /** The arrays to train, on the network's device; they record operations when gradients are on. */
  List<NDArray> weights() {
    return block.getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .map(this::weight)
        .toList();
  }

  private NDArray weight(Parameter parameter) {
    NDArray array = store.getValue(parameter, device(), true);
    if (!array.hasGradient()) {
      array.setRequiresGradient(true);
    }
    return array;
  }

  /** Brings the block's own arrays up to date where it lives on another device. */
  void sync() {
    store.sync();
  }

  NDList forward(NDList inputs, boolean training) {
    return block.forward(store, inputs, training);
  }
}
