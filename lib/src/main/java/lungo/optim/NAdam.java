package lungo.optim;

import java.util.List;
import lungo.torch.UpdateRule;

/**
 * Adam with Nesterov's momentum, as {@code torch.optim.NAdam} computes it (Dozat 2016,
 * https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ):
 *
 * <pre>
 * g = gradient + weightDecay * w        or, decoupled, w = w - rate * weightDecay * w
 * mu(t) = beta1 * (1 - 0.96^(t * momentumDecay) / 2),    p = the product of all mu so far
 * m, v as Adam
 * w = w - rate * ((1 - mu(t)) / (1 - p) * g + mu(t + 1) / (1 - p * mu(t + 1)) * m)
 *           / (sqrt(v / (1 - beta2^t)) + eps)
 * </pre>
 *
 * <pre>{@code
 * learner.optimizer(NAdam.of(2e-3).weightDecay(0.01).decoupled());
 * }</pre>
 */
public final class NAdam extends GroupedOptimizer<NAdam> {

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, beta1, beta2, eps, momentum_decay, decoupled = n
            if decay != 0.0:
              if decoupled > 0.0:
                w.mul_(1.0 - rate * decay)
              else:
                g = g.add(w, alpha=decay)
            mu = beta1 * (1.0 - 0.5 * (0.96 ** (t * momentum_decay)))
            next = beta1 * (1.0 - 0.5 * (0.96 ** ((t + 1.0) * momentum_decay)))
            product = float(s[2].mul_(mu))
            s[0].lerp_(g, 1.0 - beta1)
            s[1].mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
            denominator = s[1].div(1.0 - beta2 ** t).sqrt().add_(eps)
            w.addcdiv_(g, denominator, value=-rate * (1.0 - mu) / (1.0 - product))
            return w.addcdiv_(s[0], denominator, value=-rate * next / (1.0 - product * next))
          """);

  private NAdam(Options options) {
    super(options);
  }

  /**
   * Betas 0.9 and 0.999, eps 1e-8, momentum decay 0.004, no weight decay.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static NAdam of(double rate) {
    return new NAdam(
        Options.of("nadam", rate, 0)
            .withPart("beta1", 0.9)
            .withPart("beta2", 0.999)
            .with("eps", 1e-8, Double.POSITIVE_INFINITY)
            .with("momentum_decay", 0.004, Double.POSITIVE_INFINITY)
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
  public NAdam betas(double first, double second) {
    return new NAdam(options().withPart("beta1", first).withPart("beta2", second));
  }

  /**
   * With another number that keeps the denominator from 0.
   *
   * @param small what is added to it, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public NAdam eps(double small) {
    return new NAdam(options().with("eps", small, Double.POSITIVE_INFINITY));
  }

  /**
   * With another momentum decay.
   *
   * @param decay how fast the momentum's warm-up ends, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public NAdam momentumDecay(double decay) {
    return new NAdam(options().with("momentum_decay", decay, Double.POSITIVE_INFINITY));
  }

  /**
   * With weight decay as AdamW has it.
   *
   * @return a new optimizer
   */
  public NAdam decoupled() {
    return new NAdam(options().withFlag("decoupled", true));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return List.of(Slot.like("exp_avg"), Slot.like("exp_avg_sq"), Slot.scalar("mu_product", 1));
  }

  @Override
  NAdam with(Options changed) {
    return new NAdam(changed);
  }
}
