package lungo.optim;

import java.util.List;
import lungo.torch.UpdateRule;

/**
 * Adam that holds back while its variance is uncertain, as {@code torch.optim.RAdam} computes it
 * (Liu et al. 2020, https://arxiv.org/abs/1908.03265):
 *
 * <pre>
 * g = gradient + weightDecay * w        or, decoupled, w = w - rate * weightDecay * w
 * m, v as Adam;  mean = m / (1 - beta1^t)
 * r = 2 / (1 - beta2) - 1;  rho = r - 2 * t * beta2^t / (1 - beta2^t)
 * w = w - rate * mean * sqrt(1 - beta2^t) / (sqrt(v) + eps)
 *           * sqrt((rho - 4) (rho - 2) r / ((r - 4) (r - 2) rho))     if rho is above 5
 * w = w - rate * mean                                                 otherwise
 * </pre>
 *
 * <pre>{@code
 * learner.optimizer(RAdam.of(1e-3).weightDecay(0.01).decoupled());
 * }</pre>
 */
public final class RAdam extends GroupedOptimizer<RAdam> {

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, beta1, beta2, eps, decoupled = n
            if decay != 0.0:
              if decoupled > 0.0:
                w.mul_(1.0 - rate * decay)
              else:
                g = g.add(w, alpha=decay)
            s[0].lerp_(g, 1.0 - beta1)
            s[1].mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
            rest = 1.0 - beta2 ** t
            mean = s[0].div(1.0 - beta1 ** t)
            longest = 2.0 / (1.0 - beta2) - 1.0
            length = longest - 2.0 * t * (beta2 ** t) / rest
            if length > 5.0:
              rectified = (length - 4.0) * (length - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * length)
              adapted = torch.mul(torch.reciprocal(s[1].sqrt().add_(eps)), rest ** 0.5)
              w.add_(mean.mul_(rate).mul_(adapted).mul_(rectified ** 0.5), alpha=-1.0)
            else:
              w.add_(mean.mul_(rate), alpha=-1.0)
            return w
          """);

  private RAdam(Options options) {
    super(options);
  }

  /**
   * Betas 0.9 and 0.999, eps 1e-8, no weight decay.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static RAdam of(double rate) {
    return new RAdam(
        Options.of("radam", rate, 0)
            .withPart("beta1", 0.9)
            .withPart("beta2", 0.999)
            .with("eps", 1e-8, Double.POSITIVE_INFINITY)
            .withFlag("decoupled", false));
  }

  /**
   * With other averages.
   *
   * @param first how much of the mean gradient is kept a step, in [0, 1)
   * @param second how much of the mean square is kept a step, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if one is out of range
   */
  public RAdam betas(double first, double second) {
    return new RAdam(options().withPart("beta1", first).withPart("beta2", second));
  }

  /**
   * With another number that keeps the denominator from 0.
   *
   * @param small what is added to it, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public RAdam eps(double small) {
    return new RAdam(options().with("eps", small, Double.POSITIVE_INFINITY));
  }

  /**
   * With weight decay as AdamW has it.
   *
   * @return a new optimizer
   */
  public RAdam decoupled() {
    return new RAdam(options().withFlag("decoupled", true));
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
  RAdam with(Options changed) {
    return new RAdam(changed);
  }
}
