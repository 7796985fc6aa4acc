package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/** {@code x · Φ(x)}. Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415 */
final class Gelu extends NamedBlock {

  private final boolean tanh;

  /**
   * @param tanh whether Φ is approximated by a hyperbolic tangent, as in GPT-2
   */
  Gelu(boolean tanh) {
    this.tanh = tanh;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return Functional.gelu(x, tanh);
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input;
  }

  @Override
  String type() {
    return "GELU";
  }
}
