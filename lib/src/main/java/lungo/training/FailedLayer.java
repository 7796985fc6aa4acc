package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lungo.torch.GradMode;

/** Finds the layer at which a forward pass breaks off, by another one that watches it. */
final class FailedLayer {

  private final Set<String> computed = new HashSet<>();
  private String given;

  private FailedLayer(String given) {
    this.given = given;
  }

  /** What to tell of a failure of the engine: the layer, what it holds and what it was given. */
  @SuppressWarnings("try")
  static TrainingException explained(Network network, NDList inputs, RuntimeException failure) {
    String all = inputs.stream().map(FailedLayer::described).collect(Collectors.joining(", "));
    var pass = new FailedLayer(all);
    try (var off = GradMode.off();
        var scope = new StepScope(network.manager())) {
      network.forward(
          inputs,
          (layer, output) -> {
            pass.computed.add(layer);
            pass.given = described(output);
          });
    } catch (RuntimeException again) {
      // The failure that is looked into.
    }
    String where =
        pass.next("", network.block())
            .map(layer -> layer + " was given " + pass.given + " and fails")
            .orElse("after its last layer it fails");
    return new TrainingException(
        "the model cannot take inputs of " + all + ": " + where + ": " + failure.getMessage(),
        failure);
  }

  private static String described(NDArray array) {
    return array.getShape() + " " + array.getDataType();
  }

  /** The first layer, in the order in which the block holds them, that was not computed. */
  private Optional<String> next(String path, Block block) {
    if (block.getChildren().isEmpty()) {
      return computed.contains(path) ? Optional.empty() : Optional.of(layer(path, block));
    }
    for (Pair<String, Block> child : block.getChildren()) {
      String name = path.isEmpty() ? child.getKey() : path + "." + child.getKey();
      Optional<String> found = next(name, child.getValue());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static String layer(String path, Block block) {
    String weights =
        block.getDirectParameters().stream()
            .filter(pair -> pair.getValue().isInitialized())
            .map(pair -> weight(pair.getKey(), pair.getValue()))
            .collect(Collectors.joining(", "));
    return "layer '" + path + "'" + (weights.isEmpty() ? "" : " with " + weights);
  }

  private static String weight(String name, Parameter parameter) {
    return name + " " + described(parameter.getArray());
  }
}
