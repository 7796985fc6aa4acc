package lungo.models;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import lungo.torch.GradMode;

/**
 * A model with weights that is asked, not trained: on its weights' device, without gradients, on a
 * manager of its own that ends with it.
 */
final class Use implements AutoCloseable {

  private final NamedBlock model;
  private final NDManager manager;
  private final GradMode off;

  /**
   * @throws IllegalStateException if the model has no weights
   */
  Use(NamedBlock model) {
    if (!model.isInitialized()) {
      throw new IllegalStateException(
          "the model has no weights yet; initialise it, train it or load some");
    }
    this.model = model;
    manager = model.getParameters().get(0).getValue().getArray().getManager().newSubManager();
    off = GradMode.off();
  }

  NDManager manager() {
    return manager;
  }

  NDList forward(NDList inputs) {
    var store = new ParameterStore(manager, false);
    return model.forward(Pass.of(store, manager.getDevice(), false), inputs);
  }

  @Override
  public void close() {
    off.close();
    manager.close();
  }
}
