package lungo.torch;

import ai.djl.ndarray.NDArray;

/** Loss functions as libtorch computes them, fused. */
public final class Losses {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def cross_entropy(logits: Tensor, labels: Tensor, reduction: int) -> Tensor:
            return torch.cross_entropy_loss(logits, labels, None, reduction, -100, 0.0)
          """);

  private static final int NONE = 0;
  private static final int MEAN = 1;

  private Losses() {}

  /**
   * Mean of -log softmax(logits)[label] over the batch.
   *
   * @param logits (N, C) float32
   * @param labels (N) int64 in [0, C); a negative one other than -100, or one of C or more, is an
   *     error on the CPU and undefined on a GPU: check labels where they come from
   * @return a scalar in nats, on the logits' manager
   */
  public static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return OPS.call("cross_entropy", logits.getManager(), logits, labels, MEAN).head();
  }

  /**
   * -log softmax(logits)[label] of each example.
   *
   * @param logits (N, C) float32
   * @param labels (N) int64 in [0, C)
   * @return (N) float32 in nats, on the logits' manager
   */
  public static NDArray crossEntropies(NDArray logits, NDArray labels) {
    return OPS.call("cross_entropy", logits.getManager(), logits, labels, NONE).head();
  }
}
