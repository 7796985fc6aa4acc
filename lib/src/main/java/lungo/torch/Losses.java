package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Loss functions as libtorch computes them, fused.
 *
 * <pre>{@code
 * NDArray loss = Losses.crossEntropy(logits, labels);
 * learner.recipe(Recipe.standard().loss((outputs, targets) ->
 *     Losses.meanSquared(outputs.head(), targets.head())));
 * }</pre>
 */
public final class Losses {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def cross_entropy(logits: Tensor, labels: Tensor, weights: List[Tensor], reduction: int, ignored: int, smoothing: float) -> Tensor:
            weight = annotate(Optional[Tensor], None)
            if len(weights) > 0:
              weight = weights[0]
            return torch.cross_entropy_loss(logits, labels, weight, reduction, ignored, smoothing)

          def cross_entropy_part(logits: Tensor, labels: Tensor, weights: List[Tensor], ignored: int, smoothing: float, whole: Tensor) -> Tensor:
            return self.cross_entropy(logits, labels, weights, 2, ignored, smoothing) / whole

          def counted(labels: Tensor, weights: List[Tensor], ignored: int) -> Tensor:
            counts = labels.ne(ignored)
            sum = counts.sum().to(6)
            if len(weights) > 0:
              each = torch.index_select(weights[0], 0, labels.masked_fill(torch.logical_not(counts), 0))
              sum = each.mul(counts).sum()
            return sum

          def ctc(logits: Tensor, targets: Tensor, lengths: List[int], target_lengths: List[int], blank: int) -> Tensor:
            return torch.ctc_loss(torch.log_softmax(logits, 2), targets, lengths, target_lengths, blank, 1, False)

          def binary(logits: Tensor, targets: Tensor) -> Tensor:
            return torch.binary_cross_entropy_with_logits(logits, targets, None, None, 1)

          def squared(outputs: Tensor, targets: Tensor) -> Tensor:
            return torch.mse_loss(outputs, targets, 1)

          def kl(logits: Tensor, targets: Tensor) -> Tensor:
            return torch.kl_div(torch.log_softmax(logits, 1), targets, 2).div(logits.size(0))

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
   * What the mean of {@link #crossEntropy(NDArray, NDArray, List, long, double)} divides by.
   *
   * @param labels (N) int64 in [0, C), or the ignored one
   * @param weights none, or one array (C) float32
   * @param ignored examples of this label do not count
   * @return how many examples count, or the sum of their labels' weights: a scalar float32
   */
  public static NDArray counted(NDArray labels, List<NDArray> weights, long ignored) {
    return OPS.call("counted", labels.getManager(), labels, weights, ignored).head();
  }

  /**
   * A part's share of a batch's mean cross entropy: the shares of all parts sum up to the mean.
   *
   * @param logits (N, C) float32 of the part
   * @param labels (N) int64 in [0, C), or the ignored one
   * @param weights none, or one array (C) float32
   * @param ignored examples of this label do not count
   * @param smoothing in [0, 1]
   * @param whole what {@link #counted} says of the labels of the whole batch
   * @return a scalar in nats, on the logits' manager; 0 if every example is ignored
   */
  public static NDArray crossEntropyPart(
      NDArray logits,
      NDArray labels,
      List<NDArray> weights,
      long ignored,
      double smoothing,
      NDArray whole) {
    NDManager manager = logits.getManager();
    return OPS.call(
            "cross_entropy_part", manager, logits, labels, weights, ignored, smoothing, whole)
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
   * Connectionist temporal classification: -log of the probability that outputs, with repeats and
   * blanks left out, spell the target, by the target's length, in the mean over the batch. Graves
   * et al. 2006, https://www.cs.toronto.edu/~graves/icml_2006.pdf
   *
   * @param logits (T, N, C) float32, time first
   * @param targets (N, S) int64 in [0, C), without blanks; what stands after a target's length is
   *     not looked at
   * @param lengths how many outputs of each example count, at most T
   * @param targetLengths how many targets of each example count, at most S
   * @param blank the class that stands for nothing
   * @return a scalar in nats; infinity where a target is longer than its outputs
   */
  public static NDArray ctc(
      NDArray logits, NDArray targets, long[] lengths, long[] targetLengths, int blank) {
    NDManager manager = logits.getManager();
    return OPS.call("ctc", manager, logits, targets, lengths, targetLengths, blank).head();
  }

  /**
   * Mean of {@code -y log p - (1 - y) log(1 - p)} over all elements, p being the logit's sigmoid.
   *
   * @param logits float32 of any shape
   * @param targets in [0, 1], of the same shape and type
   * @return a scalar in nats
   */
  public static NDArray binaryCrossEntropy(NDArray logits, NDArray targets) {
    return OPS.call("binary", logits.getManager(), logits, targets).head();
  }

  /**
   * Mean of {@code (output - target)²} over all elements.
   *
   * @param outputs float32 of any shape
   * @param targets of the same shape and type
   * @return a scalar
   */
  public static NDArray meanSquared(NDArray outputs, NDArray targets) {
    return OPS.call("squared", outputs.getManager(), outputs, targets).head();
  }

  /**
   * The Kullback-Leibler divergence of the predicted distribution from the target's, {@code Σ y
   * (log y - log softmax(logits))}, in the mean over the batch; for distillation (Hinton et al.
   * 2015, https://arxiv.org/abs/1503.02531).
   *
   * @param logits (N, C) float32
   * @param targets (N, C), probabilities
   * @return a scalar in nats
   */
  public static NDArray klDivergence(NDArray logits, NDArray targets) {
    return OPS.call("kl", logits.getManager(), logits, targets).head();
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
