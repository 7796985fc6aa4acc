package lungo.optim;

import java.util.List;
import lungo.torch.UpdateRule;

/**
 * Rates that fall with the squares so far, as {@code torch.optim.Adagrad} computes it (Duchi et al.
 * 2011, https://jmlr.org/papers/v12/duchi11a.html):
 *
 * <pre>
 * g = gradient + weightDecay * w
 * v = v + g^2
 * w = w - rate / (1 + (t - 1) * rateDecay) * g / (sqrt(v) + eps)
 * </pre>
 *
 * <pre>{@code
 * learner.optimizer(AdaGrad.of(0.01).rateDecay(1e-3));
 * }</pre>
 */
public final class AdaGrad extends GroupedOptimizer<AdaGrad> {

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, rate_decay, eps = n
            if decay != 0.0:
              g = g.add(w, alpha=decay)
            s[0].addcmul_(g, g, value=1)
            return w.addcdiv_(g, s[0].sqrt().add_(eps), value=-rate / (1.0 + (t - 1.0) * rate_decay))
          """);

  private AdaGrad(Options options) {
    super(options);
  }

  /**
   * Eps 1e-10, no weight decay, no decay of the rate.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static AdaGrad of(double rate) {
    return new AdaGrad(
        Options.of("adagrad", rate, 0)
            .with("rate_decay", 0, Double.POSITIVE_INFINITY)
            .with("eps", 1e-10, Double.POSITIVE_INFINITY));
  }

  /**
   * With a rate that falls with the steps.
   *
   * @param decay how fast it falls, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public AdaGrad rateDecay(double decay) {
    return new AdaGrad(options().with("rate_decay", decay, Double.POSITIVE_INFINITY));
  }

  /**
   * With another number that keeps the denominator from 0.
   *
   * @param small what is added to it, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public AdaGrad eps(double small) {
    return new AdaGrad(options().with("eps", small, Double.POSITIVE_INFINITY));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return List.of(Slot.like("sum"));
  }

  @Override
  AdaGrad with(Options changed) {
    return new AdaGrad(changed);
  }
}
