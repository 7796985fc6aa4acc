package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.function.BiConsumer;

/** {@code x · weightᵀ + bias}, both at first uniform in ±1/√inputs as PyTorch's, unless said. */
final class Linear extends NamedBlock {

  private final long inputs;
  private final long outputs;
  private final Parameter weight;
  private final Parameter bias;

  Linear(long inputs, long outputs) {
    this(inputs, outputs, Initial.fanIn(inputs), Initial.fanIn(inputs));
  }

  Linear(long inputs, long outputs, Initial weight, Initial bias) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.weight = weight("weight", Parameter.Type.WEIGHT, weight, outputs, inputs);
    this.bias = weight("bias", Parameter.Type.BIAS, bias, outputs);
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
