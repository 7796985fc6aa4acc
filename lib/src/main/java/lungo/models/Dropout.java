package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;
import lungo.torch.TorchScript;

/**
 * In training each value becomes 0 with a probability, and the others grow so that the mean stays.
 * The engine draws, which {@code lungo.random.Seed} seeds, in {@code Learner} anew at each step.
 * Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
final class Dropout extends NamedBlock {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def dropout(x: Tensor, probability: float) -> Tensor:
            return torch.dropout(x, probability, True)
          """);

  private final double probability;

  Dropout(double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "the probability of dropout must be in [0, 1), got " + probability);
    }
    this.probability = probability;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return pass.training() && probability > 0
        ? OPS.call("dropout", x.getManager(), x, probability).head()
        : x; // the input's shape
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input;
  }

  /** Which values stay, as factors. */
  @Override
  long kept(Shape input) {
    return probability > 0 ? input.size() : 0;
  }

  @Override
  String type() {
    return "Dropout " + probability;
  }
}
