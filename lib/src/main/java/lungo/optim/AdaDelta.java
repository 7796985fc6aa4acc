package lungo.optim;

import java.util.List;
import lungo.torch.UpdateRule;

/**
 * Steps in the unit of the weights, as {@code torch.optim.Adadelta} computes it (Zeiler 2012,
 * https://arxiv.org/abs/1212.5701):
 *
 * <pre>
 * g = gradient + weightDecay * w
 * v = rho * v + (1 - rho) * g^2
 * d = sqrt(u + eps) / sqrt(v + eps) * g
 * u = rho * u + (1 - rho) * d^2
 * w = w - rate * d
 * </pre>
 *
 * <pre>{@code
 * learner.optimizer(AdaDelta.of(1).rho(0.95));
 * }</pre>
 */
public final class AdaDelta extends GroupedOptimizer<AdaDelta> {

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, rho, eps = n
            if decay != 0.0:
              g = g.add(w, alpha=decay)
            s[0].mul_(rho).addcmul_(g, g, value=1.0 - rho)
            delta = s[1].add(eps).sqrt_().div_(s[0].add(eps).sqrt_()).mul_(g)
            s[1].mul_(rho).addcmul_(delta, delta, value=1.0 - rho)
            return w.add_(delta, alpha=-rate)
          """);

  private AdaDelta(Options options) {
    super(options);
  }

  /**
   * Rho 0.9, eps 1e-6, no weight decay; the usual rate is 1.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static AdaDelta of(double rate) {
    return new AdaDelta(
        Options.of("adadelta", rate, 0)
            .withPart("rho", 0.9)
            .with("eps", 1e-6, Double.POSITIVE_INFINITY));
  }

  /**
   * With other averages.
   *
   * @param part how much of the means is kept a step, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public AdaDelta rho(double part) {
    return new AdaDelta(options().withPart("rho", part));
  }

  /**
   * With another number that keeps the denominator from 0.
   *
   * @param small what is added to it, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public AdaDelta eps(double small) {
    return new AdaDelta(options().with("eps", small, Double.POSITIVE_INFINITY));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return List.of(Slot.like("square_avg"), Slot.like("acc_delta"));
  }

  @Override
  AdaDelta with(Options changed) {
    return new AdaDelta(changed);
  }
}
