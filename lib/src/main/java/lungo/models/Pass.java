package lungo.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/**
 * One forward pass: where the weights of its device are, and whether layers behave as in training.
 *
 * @param store holds the weights
 * @param device where the pass computes
 * @param training whether batch normalisation uses and updates the batch's statistics
 */
record Pass(ParameterStore store, Device device, boolean training) {

  NDArray value(Parameter parameter) {
    return store.getValue(parameter, device, training);
  }
}
