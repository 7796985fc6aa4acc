package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/**
 * A linear layer as GPT-2 stores it, {@code x · weight + bias}: the weight is (inputs, outputs).
 */
final class Conv1d extends Affine {

  private final Parameter weight;
  private final Parameter bias;

  Conv1d(long inputs, long outputs, double std) {
    super(inputs, outputs);
    weight = weight("weight", Parameter.Type.WEIGHT, new Initial.Normal(std), inputs, outputs);
    bias = weight("bias", Parameter.Type.BIAS, new Initial.Constant(0), outputs);
  }

  @Override
  NDArray product(Pass pass, NDArray x) {
    return AttentionOps.affine(x, pass.value(weight), pass.value(bias)); // (N, T, outputs)
  }

  @Override
  Parameter weight() {
    return weight;
  }

  @Override
  NDArray asKept(NDArray change) {
    return change.transpose();
  }

  @Override
  String type() {
    return "Conv1D";
  }
}
