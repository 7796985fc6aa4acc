package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/** Normalisation over the last dimension. Ba et al. 2016, https://arxiv.org/abs/1607.06450 */
final class LayerNorm extends NamedBlock {

  private final double eps;
  private final Parameter weight;
  private final Parameter bias;

  LayerNorm(long width, double eps) {
    this.eps = eps;
    weight = weight("weight", Parameter.Type.GAMMA, new Initial.Constant(1), width);
    bias = weight("bias", Parameter.Type.BETA, new Initial.Constant(0), width);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return Functional.layerNorm(x, pass.value(weight), pass.value(bias), eps); // (…, width)
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input;
  }

  @Override
  String type() {
    return "LayerNorm";
  }
}
