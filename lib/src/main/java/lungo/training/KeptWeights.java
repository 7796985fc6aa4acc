package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.Map;
import lungo.weights.StateDict;
import org.jspecify.annotations.Nullable;

/** A copy of arrays that training changes, to be put back. */
final class KeptWeights implements AutoCloseable {

  private final NDManager manager;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final Map<String, NDArray> copies = new LinkedHashMap<>();

  /** The network's weights and statistics, and their averages if there are some. */
  KeptWeights(Network network, @Nullable Averages averages) {
    manager = network.manager().newSubManager();
    arrays.putAll(network.arrays());
    if (averages != null) {
      averages.arrays().forEach((name, array) -> arrays.put("average " + name, array));
    }
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
    manager.close();
  }
}
