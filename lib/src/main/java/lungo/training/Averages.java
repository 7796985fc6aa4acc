package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.torch.GradMode;
import lungo.torch.TorchScript;

/** Exponential averages of a network's weights and running statistics. */
final class Averages implements AutoCloseable {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def update(averages: List[Tensor], weights: List[Tensor], part: float) -> Tensor:
            torch._foreach_lerp_(averages, weights, part)
            return torch.tensor(len(averages))

          def swap(averages: List[Tensor], weights: List[Tensor]) -> Tensor:
            count = 0
            for i in range(len(weights)):
              kept = weights[i].clone()
              count += weights[i].copy_(averages[i]).dim()
              count += averages[i].copy_(kept).dim()
            return torch.tensor(count)
          """);

  private final NDManager manager;
  private final List<NDArray> weights;
  private final Map<String, NDArray> averages = new LinkedHashMap<>();
  private boolean inUse;

  Averages(Network network) {
    this.manager = network.manager().newSubManager();
    Map<String, NDArray> followed = network.arrays();
    followed.values().removeIf(array -> !array.getDataType().isFloating());
    this.weights = List.copyOf(followed.values());
    followed.forEach(
        (name, weight) -> {
          NDArray average = weight.stopGradient().duplicate();
          NDScope.unregister(average);
          average.attach(manager);
          averages.put(name, average);
        });
  }

  /** Follows the weights by a step. */
  void update(double decay) {
    call("update", averages.values(), weights, 1 - decay);
  }

  Map<String, NDArray> arrays() {
    return averages;
  }

  /** Puts the averages in the network's place until closed; a use within a use changes nothing. */
  Use use() {
    if (inUse) {
      return () -> {};
    }
    call("swap", averages.values(), weights);
    inUse = true;
    return () -> {
      inUse = false;
      call("swap", averages.values(), weights);
    };
  }

  /** While the network computes with the averages. */
  interface Use extends AutoCloseable {
    @Override
    void close();
  }

  @SuppressWarnings("try")
  private void call(String function, Object... arguments) {
    try (var off = GradMode.off();
        NDManager scope = manager.newSubManager()) {
      OPS.call(function, scope, arguments);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
