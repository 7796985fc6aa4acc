package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.Map;
import lungo.weights.StateDict;

/** A copy of a network's weights and statistics, which closing puts back. */
final class KeptWeights implements AutoCloseable {

  private final NDManager manager;
  private final Map<String, NDArray> arrays;
  private final Map<String, NDArray> copies = new LinkedHashMap<>();

  KeptWeights(Network network) {
    manager = network.manager().newSubManager();
    arrays = network.arrays();
    arrays.forEach(
        (name, array) -> {
          NDArray copy = array.stopGradient().duplicate();
          NDScope.unregister(copy);
          copy.attach(manager);
          copies.put(name, copy);
        });
  }

  void putBack() {
    StateDict.copy(copies, arrays);
  }

  @Override
  public void close() {
    putBack();
    manager.close();
  }
}
