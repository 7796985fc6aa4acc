package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** Loss functions as libtorch computes them, fused. */
public final class Losses {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def cross_entropy(logits: Tensor, labels: Tensor, weights: List[Tensor], reduction: int, ignored: int, smoothing: float) -> Tensor:
            weight = annotate(Optional[Tensor], None)
            if len(weights) > 0:
              weight = weights[0]
            return torch.cross_entropy_loss(logits, labels, weight, reduction, ignored, smoothing)

          def weighted(losses: List[Tensor], weights: List[float]) -> Tensor:
            sum = losses[0] * weights[0]
            for i in range(1, len(losses)):
              sum = sum + losses[i] * weights[i]
            return sum
          """);

  private static final int NONE = 0;
  private static final int MEAN = 1;

  /** PyTorch's default label to be left out. */
  static final long IGNORED = -100;

  private Losses() {}

  /**
   * Mean of -log softmax(logits)[label] over the batch.
   *
   * @param logits (N, C) float32
   * @param labels (N) int64 in [0, C), or -100 to leave an example out; another negative one, or
   *     one of C or more, is an error on the CPU and undefined on a GPU: check labels where they
   *     come from
   * @return a scalar in nats, on the logits' manager
   */
  public static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return crossEntropy(logits, labels, List.of(), IGNORED, 0);
  }

  /**
   * Mean of the classes' weight times -log softmax(logits)[label], by the sum of these weights.
   * With smoothing s the target is 1 - s + s / C for the label and s / C for the other classes.
   *
   * @param logits (N, C) float32
   * @param labels (N) int64 in [0, C), or the ignored one
   * @param weights none, or one array (C) float32
   * @param ignored examples of this label do not count
   * @param smoothing in [0, 1]; Szegedy et al. 2016, https://arxiv.org/abs/1512.00567
   * @return a scalar in nats, on the logits' manager; NaN if every example is ignored
   */
  public static NDArray crossEntropy(
      NDArray logits, NDArray labels, List<NDArray> weights, long ignored, double smoothing) {
    NDManager manager = logits.getManager();
    return OPS.call("cross_entropy", manager, logits, labels, weights, MEAN, ignored, smoothing)
        .head();
  }

  /**
   * -log softmax(logits)[label] of each example.
   *
   * @param logits (N, C) float32
   * @param labels (N) int64 in [0, C)
   * @return (N) float32 in nats, on the logits' manager
   */
  public static NDArray crossEntropies(NDArray logits, NDArray labels) {
    NDManager manager = logits.getManager();
    return OPS.call("cross_entropy", manager, logits, labels, List.of(), NONE, IGNORED, 0.0).head();
  }

  /**
   * A weighted sum, through which gradients flow.
   *
   * @param losses scalars, at least one
   * @param weights a number each
   * @return a scalar, on the first loss's manager
   */
  public static NDArray weighted(List<NDArray> losses, double... weights) {
    if (losses.size() != weights.length) {
      throw new IllegalArgumentException(
          "a weight a loss is needed, got " + weights.length + " for " + losses.size());
    }
    return OPS.call("weighted", losses.get(0).getManager(), losses, weights).head();
  }
}
