package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.function.BiConsumer;

/** {@code x · weightᵀ + bias}, both at first uniform in ±1/√inputs, as PyTorch's. */
final class Linear extends NamedBlock {

  private final long inputs;
  private final long outputs;
  private final Parameter weight;
  private final Parameter bias;

  Linear(long inputs, long outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    var uniform = new Initial.Uniform(1 / Math.sqrt((double) inputs));
    weight = weight("weight", Parameter.Type.WEIGHT, uniform, outputs, inputs);
    bias = weight("bias", Parameter.Type.BIAS, uniform, outputs);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return x.getNDArrayInternal()
        .linear(x, pass.value(weight), pass.value(bias))
        .head(); // (N, outputs)
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return new Shape(input.get(0), outputs);
  }

  @Override
  long multiplyAdds(Shape input) {
    return input.get(0) * inputs * outputs;
  }

  @Override
  String type() {
    return "Linear";
  }
}
