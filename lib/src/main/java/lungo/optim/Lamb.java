package lungo.optim;

import java.util.List;
import lungo.torch.UpdateRule;

/**
 * Adam whose update is as long as the weight, layer by layer, for large batches (You et al. 2020,
 * https://arxiv.org/abs/1904.00962):
 *
 * <pre>
 * m, v as Adam
 * u = (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps) + weightDecay * w
 * w = w - rate * |w| / |u| * u                 the ratio is 1 where a norm is 0
 * </pre>
 *
 * <pre>{@code
 * learner.optimizer(Lamb.of(2e-3).weightDecay(0.01));
 * }</pre>
 */
public final class Lamb extends GroupedOptimizer<Lamb> {

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, beta1, beta2, eps = n
            s[0].lerp_(g, 1.0 - beta1)
            s[1].mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
            u = s[0].div(1.0 - beta1 ** t).div_(s[1].div(1.0 - beta2 ** t).sqrt_().add_(eps))
            if decay != 0.0:
              u.add_(w, alpha=decay)
            size = torch.linalg_vector_norm(w, 2)
            length = torch.linalg_vector_norm(u, 2)
            some = torch.logical_and(torch.gt(size, 0), torch.gt(length, 0))
            return w.add_(u.mul_(torch.where(some, size / length, torch.ones_like(size))), alpha=-rate)
          """);

  private Lamb(Options options) {
    super(options);
  }

  /**
   * Betas 0.9 and 0.999, eps 1e-6, no weight decay.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static Lamb of(double rate) {
    return new Lamb(
        Options.of("lamb", rate, 0)
            .withPart("beta1", 0.9)
            .withPart("beta2", 0.999)
            .with("eps", 1e-6, Double.POSITIVE_INFINITY));
  }

  /**
   * With other averages.
   *
   * @param first how much of the mean gradient is kept a step, in [0, 1)
   * @param second how much of the mean square is kept a step, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if one is out of range
   */
  public Lamb betas(double first, double second) {
    return new Lamb(options().withPart("beta1", first).withPart("beta2", second));
  }

  /**
   * With another number that keeps the denominator from 0.
   *
   * @param small what is added to it, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public Lamb eps(double small) {
    return new Lamb(options().with("eps", small, Double.POSITIVE_INFINITY));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return List.of(Slot.like("exp_avg"), Slot.like("exp_avg_sq"));
  }

  @Override
  Lamb with(Options changed) {
    return new Lamb(changed);
  }
}
