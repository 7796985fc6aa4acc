package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.List;
import lungo.torch.Functional;
import org.jspecify.annotations.Nullable;

/**
 * {@code x · weightᵀ + bias} over the last dimension, both at first uniform in ±1/√inputs, as
 * PyTorch's, where nothing else is said.
 */
final class Linear extends Affine {

  private final Parameter weight;
  private final @Nullable Parameter bias;

  Linear(long inputs, long outputs) {
    this(inputs, outputs, Initial.fanIn(inputs), Initial.fanIn(inputs));
  }

  /**
   * @param initial of the weights
   * @param biases at first, or null for a layer without
   */
  Linear(long inputs, long outputs, Initial initial, @Nullable Initial biases) {
    super(inputs, outputs);
    weight = weight("weight", Parameter.Type.WEIGHT, initial, outputs, inputs);
    bias = biases == null ? null : weight("bias", Parameter.Type.BIAS, biases, outputs);
  }

  @Override
  NDArray product(Pass pass, NDArray x) {
    List<NDArray> added = bias == null ? List.of() : List.of(pass.value(bias));
    return Functional.linear(x, pass.value(weight), added); // (N, …, outputs)
  }

  @Override
  Parameter weight() {
    return weight;
  }

  @Override
  NDArray asKept(NDArray change) {
    return Functional.same(change);
  }

  @Override
  String type() {
    return "Linear";
  }
}
