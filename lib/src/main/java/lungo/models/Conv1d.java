package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.function.BiConsumer;

/**
 * A linear layer as GPT-2 stores it, {@code x · weight + bias}: the weight is (inputs, outputs).
 */
final class Conv1d extends NamedBlock {

  private final long outputs;
  private final Parameter weight;
  private final Parameter bias;

  Conv1d(long inputs, long outputs, double std) {
    this.outputs = outputs;
    weight = weight("weight", Parameter.Type.WEIGHT, new Initial.Normal(std), inputs, outputs);
    bias = weight("bias", Parameter.Type.BIAS, new Initial.Constant(0), outputs);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return AttentionOps.affine(x, pass.value(weight), pass.value(bias)); // (N, T, outputs)
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input.slice(0, input.dimension() - 1).add(outputs);
  }

  @Override
  long multiplyAdds(Shape input) {
    return input.size() * outputs;
  }

  @Override
  String type() {
    return "Conv1D";
  }
}
