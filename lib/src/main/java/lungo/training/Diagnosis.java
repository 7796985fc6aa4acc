package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lungo.data.Batch;
import lungo.torch.GradMode;
import lungo.torch.TorchScript;

/** Finds where a loss that is not finite comes from, by another forward pass that looks at it. */
final class Diagnosis {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def bad(x: Tensor) -> Tensor:
            return torch.sum(torch.logical_not(torch.isfinite(x)))
          """);

  private Diagnosis() {}

  /**
   * A sentence about the first thing that is not finite: an input, a weight, or a layer's output.
   */
  @SuppressWarnings("try")
  static String of(Network network, List<Batch> batches) {
    try (var off = GradMode.off();
        var scope = new StepScope(network.manager())) {
      for (Batch batch : batches) {
        for (NDArray input : batch.inputs()) {
          if (bad(input, scope.manager()) > 0) {
            return "The inputs of that step hold values that are not finite";
          }
        }
      }
      for (Map.Entry<String, NDArray> weight : network.weights().entrySet()) {
        if (bad(weight.getValue(), scope.manager()) > 0) {
          return "The weight " + weight.getKey() + " holds values that are not finite";
        }
      }
      for (Batch batch : batches) {
        List<String> found = new ArrayList<>();
        network.forward(
            batch.inputs(), (layer, output) -> look(layer, output, scope.manager(), found));
        if (!found.isEmpty()) {
          return found.get(0);
        }
      }
    }
    return "All layers' outputs are finite: the loss itself overflows";
  }

  private static void look(String layer, NDArray output, NDManager scope, List<String> found) {
    if (found.isEmpty()) {
      long count = bad(output, scope);
      if (count > 0) {
        found.add(
            String.format(
                Locale.ROOT,
                "The first layer whose output is not finite is '%s' (%,d of %,d values)",
                layer,
                count,
                output.size()));
      }
    }
  }

  private static long bad(NDArray array, NDManager scope) {
    return new NDList(OPS.call("bad", scope, array)).head().getLong();
  }
}
