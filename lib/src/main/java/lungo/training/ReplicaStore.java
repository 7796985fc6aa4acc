package lungo.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.Map;
import lungo.torch.GradMode;
import org.jspecify.annotations.Nullable;

/**
 * A replica's weights: copies also where the block's own are on the same device, which DJL's store
 * would share. For one thread at a time.
 */
final class ReplicaStore extends ParameterStore {

  private final NDManager manager;
  private final Map<String, NDArray> copies = new HashMap<>();

  /**
   * @param manager owns the copies, which are on its device
   */
  ReplicaStore(NDManager manager) {
    super(manager, false);
    this.manager = manager;
  }

  /** Null for none, as blocks ask that have no bias. */
  @Override
  public @Nullable NDArray getValue(
      @Nullable Parameter parameter, Device device, boolean training) {
    if (parameter == null) {
      return null;
    }
    return copies.computeIfAbsent(parameter.getId(), id -> copy(parameter));
  }

  @SuppressWarnings("try")
  private NDArray copy(Parameter parameter) {
    NDArray own = parameter.getArray();
    try (var off = GradMode.off()) {
      boolean here = own.getDevice().equals(manager.getDevice());
      NDArray copy = here ? own.duplicate() : own.toDevice(manager.getDevice(), true);
      NDScope.unregister(copy);
      copy.attach(manager);
      copy.setRequiresGradient(parameter.requiresGradient());
      return copy;
    }
  }
}
