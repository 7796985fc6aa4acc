package lungo.optim;

import java.util.List;
import lungo.torch.UpdateRule;

/**
 * The sign of a momentum, with half of Adam's memory (Chen et al. 2023,
 * https://arxiv.org/abs/2302.06675):
 *
 * <pre>
 * w = w - rate * weightDecay * w
 * w = w - rate * sign(beta1 * m + (1 - beta1) * gradient)
 * m = beta2 * m + (1 - beta2) * gradient
 * </pre>
 *
 * Rates are 3 to 10 times smaller than Adam's, weight decay as many times larger.
 *
 * <pre>{@code
 * learner.optimizer(Lion.of(1e-4).weightDecay(0.1));
 * }</pre>
 */
public final class Lion extends GroupedOptimizer<Lion> {

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, beta1, beta2 = n
            if decay != 0.0:
              w.mul_(1.0 - rate * decay)
            w.add_(torch.sign(s[0].mul(beta1).add_(g, alpha=1.0 - beta1)), alpha=-rate)
            s[0].lerp_(g, 1.0 - beta2)
            return w
          """);

  private Lion(Options options) {
    super(options);
  }

  /**
   * Betas 0.9 and 0.99, no weight decay.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static Lion of(double rate) {
    return new Lion(Options.of("lion", rate, 0).withPart("beta1", 0.9).withPart("beta2", 0.99));
  }

  /**
   * With other averages.
   *
   * @param first how much of the momentum is in the update, in [0, 1)
   * @param second how much of the momentum is kept a step, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if one is out of range
   */
  public Lion betas(double first, double second) {
    return new Lion(options().withPart("beta1", first).withPart("beta2", second));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return List.of(Slot.like("exp_avg"));
  }

  @Override
  Lion with(Options changed) {
    return new Lion(changed);
  }
}
