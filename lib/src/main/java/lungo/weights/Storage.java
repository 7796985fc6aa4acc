package lungo.weights;

/**
 * How a file keeps weights: exactly, or in less space. In memory they are float32 again.
 *
 * <pre>{@code
 * StateDict.of(model).save(Path.of("model.safetensors"), Storage.BFLOAT16);   // half of the size
 * }</pre>
 */
public enum Storage {
  /** 4 bytes a weight, as they are. */
  FLOAT32,

  /**
   * 2 bytes a weight: IEEE's binary16 with 10 bits of fraction, for numbers up to 65,504; what is
   * larger is refused. Python's safetensors reads it as {@code torch.float16}.
   */
  FLOAT16,

  /**
   * 2 bytes a weight: float32 without its last 16 bits of fraction, rounded to the nearest.
   * Python's safetensors reads it as {@code torch.bfloat16}.
   */
  BFLOAT16,

  /**
   * About 1 byte a weight: matrices and kernels as whole numbers from -127 to 127 and a scale for
   * each index of the first axis (an output, a row of an embedding), so that its largest value is
   * kept exactly; vectors (biases, norms, statistics) as they are. In Python a weight is {@code
   * w.float() * scale.view(-1, 1, …)}, with {@code scale} under the name {@code w.int8_scale}.
   */
  INT8;

  /** The type that float32 values are written as. */
  TensorType floats() {
    return switch (this) {
      case FLOAT32, INT8 -> TensorType.F32;
      case FLOAT16 -> TensorType.F16;
      case BFLOAT16 -> TensorType.BF16;
    };
  }
}
