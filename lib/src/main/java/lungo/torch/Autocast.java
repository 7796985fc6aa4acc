package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The type in which the current thread multiplies matrices and convolves: weights and inputs are
 * turned into it for the operation, by the operation's own native call, so that the weights stay as
 * they are and gradients reach them in their own type. All else is computed in the type that comes,
 * and losses in float32. The operators are those of PyTorch's autocast on a CPU.
 * https://pytorch.org/docs/2.7/amp.html
 *
 * <pre>{@code
 * try (var lower = Autocast.bfloat16()) {
 *   logits = model.forward(store, inputs, false).head();
 * }
 * }</pre>
 *
 * Closing restores what was before, and belongs on the same thread.
 */
public final class Autocast implements AutoCloseable {

  /**
   * A function of scripts: {@code self.lower(x, dtype)} is x in the type of a number of {@link
   * #type}, or as it comes; {@code self.factor(x, dtype, products)} is the same numbers in the type
   * of {@link #products}.
   */
  public static final String LOWER =
      """
      def lower(x: Tensor, dtype: int) -> Tensor:
        y = x
        if dtype >= 0 and x.is_floating_point():
          y = x.to(dtype)
        return y

      def factor(x: Tensor, dtype: int, products: int) -> Tensor:
        return self.lower(self.lower(x, dtype), products)

      """;

  /** As it comes. */
  static final long OFF = -1;

  private static final long FLOAT16 = 5; // c10::ScalarType
  private static final long FLOAT32 = 6;
  private static final long BFLOAT16 = 15;

  @SuppressWarnings("ThreadLocalUsage") // a thread's own, as the engine's gradient mode
  private static final ThreadLocal<Long> TYPE = ThreadLocal.withInitial(() -> OFF);

  private final long before = TYPE.get();

  private Autocast(long type) {
    TYPE.set(type);
  }

  /**
   * Multiplies in bfloat16, which has float32's range and 8 bits of precision, until closed.
   *
   * @return the scope
   */
  public static Autocast bfloat16() {
    return new Autocast(BFLOAT16);
  }

  /**
   * Multiplies in float16 until closed, which has 11 bits of precision, but no numbers above 65,504
   * and none below 6e-8: gradients need a {@link LossScale}.
   *
   * @return the scope
   */
  public static Autocast float16() {
    return new Autocast(FLOAT16);
  }

  /**
   * Multiplies in the type that comes until closed.
   *
   * @return the scope
   */
  public static Autocast off() {
    return new Autocast(OFF);
  }

  /** Multiplies in the type of a number of {@link #type} until closed. */
  static Autocast of(long type) {
    return new Autocast(type);
  }

  /**
   * The type in which this thread multiplies.
   *
   * @return libtorch's number of the type, for an {@code int} of a script; negative for as it comes
   */
  public static long type() {
    return TYPE.get();
  }

  /**
   * The type in which matrices of rounded numbers are multiplied, to be rounded to {@link #type}
   * again: float32 on a processor that has no such products, where libtorch's own take some forty
   * times as long. Sums are in float32 either way. Convolutions are libtorch's own.
   *
   * @param like has the device
   * @return as for {@link #type}
   */
  public static long products(NDArray like) {
    long type = type();
    if (type == OFF || like.getDevice().isGpu()) {
      return type;
    }
    return (type == BFLOAT16 ? Processor.BFLOAT16 : Processor.FLOAT16) ? type : FLOAT32;
  }

  @Override
  public void close() {
    if (before == OFF) {
      TYPE.remove();
    } else {
      TYPE.set(before);
    }
  }

  /** Which products oneDNN computes on this processor; asked once. */
  private static final class Processor {

    private static final TorchScript SUPPORT =
        TorchScript.of(
            """
            def bfloat16() -> Tensor:
              return torch.full([1], float(ops.mkldnn._is_mkldnn_bf16_supported()), dtype=6)

            def float16() -> Tensor:
              return torch.full([1], float(ops.mkldnn._is_mkldnn_fp16_supported()), dtype=6)
            """);

    static final boolean BFLOAT16 = isThere("bfloat16");
    static final boolean FLOAT16 = isThere("float16");

    private static boolean isThere(String function) {
      try (var manager = NDManager.newBaseManager()) {
        return SUPPORT.call(function, manager).head().getFloat() != 0;
      }
    }
  }
}
