package lungo.optim;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import lungo.torch.UpdateRule;

/**
 * Means of gradient and square, corrected for their start at 0, as {@code torch.optim.AdamW}
 * computes it (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101):
 *
 * <pre>
 * w = w - rate * weightDecay * w
 * m = beta1 * m + (1 - beta1) * gradient
 * v = beta2 * v + (1 - beta2) * gradient^2
 * w = w - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
 * </pre>
 *
 * <pre>{@code
 * var optimizer = AdamW.of(1e-3).weightDecay(0.05).group("*.bias", g -> g.weightDecay(0));
 * }</pre>
 */
public final class AdamW extends GroupedOptimizer<AdamW> {

  private static final UpdateRule RULE =
      UpdateRule.fused(
          """
          def update(w: List[Tensor], g: List[Tensor], a: List[Tensor], b: List[Tensor], c: List[Tensor], t: List[Tensor], n: List[float], good: Tensor) -> int:
            rate, decay, beta1, beta2, eps, amsgrad = n
            torch._foreach_add_(t, good)
            torch._fused_adamw_(w, g, a, b, c, t, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=amsgrad > 0.0, maximize=False, grad_scale=None, found_inf=1.0 - good)
            return len(t)
          """);

  private AdamW(Options options) {
    super(options);
  }

  /**
   * Betas 0.9 and 0.999, eps 1e-8, weight decay 0.01.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static AdamW of(double rate) {
    return new AdamW(
        Options.of("adamw", rate, 0.01)
            .withPart("beta1", 0.9)
            .withPart("beta2", 0.999)
            .with("eps", 1e-8, Double.POSITIVE_INFINITY)
            .withFlag("amsgrad", false));
  }

  /**
   * With other averages.
   *
   * @param first how much of the mean gradient is kept a step, in [0, 1)
   * @param second how much of the mean square is kept a step, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if one is out of range
   */
  public AdamW betas(double first, double second) {
    return new AdamW(options().withPart("beta1", first).withPart("beta2", second));
  }

  /**
   * With another number that keeps the denominator from 0.
   *
   * @param small what is added to it, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public AdamW eps(double small) {
    return new AdamW(options().with("eps", small, Double.POSITIVE_INFINITY));
  }

  /**
   * With the largest v so far in place of v. Reddi et al. 2018, https://arxiv.org/abs/1904.09237.
   *
   * @return a new optimizer
   */
  public AdamW amsgrad() {
    return new AdamW(options().withFlag("amsgrad", true));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return options().flag("amsgrad")
        ? List.of(Slot.like("exp_avg"), Slot.like("exp_avg_sq"), Slot.like("max_exp_avg_sq"))
        : List.of(Slot.like("exp_avg"), Slot.like("exp_avg_sq"));
  }

  @Override
  Optional<Slot> counter() {
    return Optional.of(new Slot("step", weight -> new Shape(1), 0));
  }

  @Override
  AdamW with(Options changed) {
    return new AdamW(changed);
  }
}
