package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import lungo.torch.TorchScript;

/** A function of each value by itself. */
final class Pointwise extends NamedBlock {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def hardswish(x: Tensor) -> Tensor:
            return torch.hardswish(x)

          def hardsigmoid(x: Tensor) -> Tensor:
            return torch.hardsigmoid(x)
          """);

  private final String type;
  private final UnaryOperator<NDArray> function;
  private final boolean keepsInput;

  private Pointwise(String type, UnaryOperator<NDArray> function, boolean keepsInput) {
    this.type = type;
    this.function = function;
    this.keepsInput = keepsInput;
  }

  /** {@code max(x, 0)}. Its backward pass needs its output, which the next layer keeps anyway. */
  static Pointwise relu() {
    return new Pointwise("ReLU", Activation::relu, false);
  }

  /** {@code tanh(x)}. Its backward pass needs its output, which the next layer keeps anyway. */
  static Pointwise tanh() {
    return new Pointwise("Tanh", Activation::tanh, false);
  }

  /** {@code x · min(max(x + 3, 0), 6) / 6}. Howard et al. 2019, https://arxiv.org/abs/1905.02244 */
  static Pointwise hardswish() {
    return new Pointwise("Hardswish", x -> OPS.call("hardswish", x.getManager(), x).head(), true);
  }

  /** {@code min(max(x + 3, 0), 6) / 6}. */
  static Pointwise hardsigmoid() {
    return new Pointwise(
        "Hardsigmoid", x -> OPS.call("hardsigmoid", x.getManager(), x).head(), true);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return function.apply(x); // the input's shape
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input;
  }

  @Override
  long kept(Shape input) {
    return keepsInput ? input.size() : 0;
  }

  @Override
  String type() {
    return type;
  }
}
