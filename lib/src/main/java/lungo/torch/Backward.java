package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * A loss whose gradient is wanted, and what is done to the gradient before it is used:
 *
 * <pre>
 * g = gradient of loss * scale                      or, with sums, (sums + share * gradient) / total
 * g = g / scale                                     scale is 1 where there is none
 * g = min(max(g, -value), value)                    with clipping by value
 * g = g * min(1, norm / (norm of all g + 1e-6))     with clipping by norm, as clip_grad_norm_
 * </pre>
 *
 * <pre>{@code
 * try (var recording = GradMode.on()) {
 *   NDArray loss = Losses.crossEntropy(model.forward(store, inputs, true).head(), labels);
 *   optimizer.step(Backward.of(loss), 0.05, use -> {});
 * }
 * }</pre>
 *
 * @param loss a scalar that was computed with {@link GradMode} on; one that nothing was recorded of
 *     has no gradient to add: then the sums are all
 * @param sums what {@link #addTo} gathered from earlier parts of the batch, an array a weight, an
 *     empty one where no part depends on it; none where the loss is that of the whole batch
 * @param share the weight of this loss among the parts, such as its number of examples
 * @param total the weight of all parts together
 * @param clipping limits of the gradient
 * @param scale by what the loss is multiplied for float16; {@link LossScale#NONE} for no scale. A
 *     step whose gradients are not finite then changes nothing but the scale
 */
public record Backward(
    NDArray loss,
    List<? extends NDArray> sums,
    double share,
    double total,
    Clipping clipping,
    LossScale scale) {

  private static final TorchScript OPS =
      TorchScript.of(
          LossScale.FUNCTIONS
              + """
          def add(loss: Tensor, weights: List[Tensor], sums: List[Tensor], share: float, scale: List[Tensor]) -> Tensor:
            found = torch.grad([loss], weights, self.outer(loss, scale), None, False, True)
            reached = annotate(List[int], [])
            for i in range(len(weights)):
              g = found[i]
              if g is not None:
                reached.append(1 + sums[i].add_(unchecked_cast(Tensor, g), alpha=share).dim())
              else:
                reached.append(0)
            return torch.tensor(reached)

          def gather(sums: List[Tensor], others: List[Tensor]) -> Tensor:
            count = 0
            for i in range(len(sums)):
              count += sums[i].add_(others[i].to(sums[i].device)).dim()
            return torch.tensor(count)

          def clear(sums: List[Tensor]) -> Tensor:
            count = 0
            for i in range(len(sums)):
              count += sums[i].zero_().dim()
            return torch.tensor(count)
          """);

  /**
   * Limits of a gradient.
   *
   * @param value no element's magnitude is more than this; infinity for no limit
   * @param norm the Euclidean norm of all elements is not more than this; infinity for no limit
   */
  public record Clipping(double value, double norm) {

    /** No limits. */
    public static final Clipping NONE =
        new Clipping(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /**
     * Checks the limits.
     *
     * @param value above 0
     * @param norm above 0
     */
    public Clipping {
      if (!(value > 0)) {
        throw new IllegalArgumentException(
            "a gradient's largest value must be above 0, got " + value);
      }
      if (!(norm > 0)) {
        throw new IllegalArgumentException(
            "a gradient's largest norm must be above 0, got " + norm);
      }
    }
  }

  /**
   * Checks the shares.
   *
   * @param loss a scalar that was computed with {@link GradMode} on
   * @param sums what {@link #addTo} gathered, or none
   * @param share the weight of this loss
   * @param total the weight of all parts together
   * @param clipping limits of the gradient
   * @param scale by what the loss is multiplied
   */
  public Backward {
    sums = List.copyOf(sums);
    if (!(share > 0 && total >= share)) {
      throw new IllegalArgumentException(
          "a loss's share must be above 0 and at most the total, got " + share + " of " + total);
    }
  }

  /**
   * Without a scale.
   *
   * @param loss a scalar that was computed with {@link GradMode} on
   * @param sums what {@link #addTo} gathered, or none
   * @param share the weight of this loss
   * @param total the weight of all parts together
   * @param clipping limits of the gradient
   */
  public Backward(
      NDArray loss, List<? extends NDArray> sums, double share, double total, Clipping clipping) {
    this(loss, sums, share, total, clipping, LossScale.NONE);
  }

  /**
   * The gradient of a whole batch, without limits.
   *
   * @param loss a scalar that was computed with {@link GradMode} on
   * @return what is wanted
   */
  public static Backward of(NDArray loss) {
    return new Backward(loss, List.of(), 1, 1, Clipping.NONE);
  }

  /**
   * Adds a loss's gradient, times its share and the scale, to sums.
   *
   * @param loss a scalar that was computed with {@link GradMode} on
   * @param weights arrays that require a gradient
   * @param sums an array a weight, changed in place
   * @param share how much this loss counts
   * @param scale by what the loss is multiplied
   * @return the numbers of the weights that the loss depends on
   */
  public static BitSet addTo(
      NDArray loss,
      Collection<? extends NDArray> weights,
      Collection<? extends NDArray> sums,
      double share,
      LossScale scale) {
    var reached = new BitSet();
    if (weights.isEmpty()) {
      return reached;
    }
    NDManager manager = loss.getManager();
    try (NDList found =
        OPS.callInPlace("add", manager, loss, weights, sums, share, scale.arrays())) {
      long[] numbers = found.head().toLongArray();
      for (int i = 0; i < numbers.length; i++) {
        reached.set(i, numbers[i] > 0);
      }
    }
    return reached;
  }

  /**
   * Adds the sums of another device's weights to those of the same weights here.
   *
   * @param sums at least one array, changed in place
   * @param others as many, of the same shapes, perhaps on another device
   */
  public static void gather(
      Collection<? extends NDArray> sums, Collection<? extends NDArray> others) {
    NDManager manager = sums.iterator().next().getManager();
    discard(OPS.callInPlace("gather", manager, sums, others));
  }

  /**
   * Sets sums to 0.
   *
   * @param sums at least one array, changed in place
   */
  public static void clear(Collection<? extends NDArray> sums) {
    discard(OPS.callInPlace("clear", sums.iterator().next().getManager(), sums));
  }

  static void discard(NDList result) {
    result.close();
  }
}
