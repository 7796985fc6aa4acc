package lungo.optim;

import java.util.List;
import java.util.Optional;
import lungo.torch.UpdateRule;

/**
 * Stochastic gradient descent, as {@code torch.optim.SGD} computes it:
 *
 * <pre>
 * g = gradient + weightDecay * w
 * b = momentum * b + g
 * w = w - rate * b                    or, with nesterov, w - rate * (g + momentum * b)
 * </pre>
 *
 * <pre>{@code
 * learner.optimizer(Sgd.of(0.05).momentum(0.9).weightDecay(5e-4).nesterov());
 * }</pre>
 */
public final class Sgd extends GroupedOptimizer<Sgd> {

  private static final UpdateRule RULE =
      UpdateRule.fused(
          """
          def update(w: List[Tensor], g: List[Tensor], a: List[Tensor], b: List[Tensor], c: List[Tensor], t: List[Tensor], n: List[float], good: Tensor) -> int:
            rate, decay, momentum, nesterov = n
            torch._fused_sgd_(w, g, a, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0, nesterov=nesterov > 0.0, maximize=False, is_first_step=False, grad_scale=None, found_inf=1.0 - good)
            return len(a)
          """);

  private Sgd(Options options) {
    super(options);
    if (options.flag("nesterov") && options.number("momentum") == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0, got 0.0");
    }
  }

  /**
   * Plain gradient descent.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static Sgd of(double rate) {
    return new Sgd(Options.of("sgd", rate, 0).withPart("momentum", 0).withFlag("nesterov", false));
  }

  /**
   * With momentum.
   *
   * @param part how much of the last update is kept, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range, or 0 with nesterov
   */
  public Sgd momentum(double part) {
    return new Sgd(options().withPart("momentum", part));
  }

  /**
   * With Nesterov's momentum, which looks ahead (Sutskever et al. 2013); set {@link
   * #momentum(double)} first.
   *
   * @return a new optimizer
   * @throws IllegalArgumentException if there is no momentum
   */
  public Sgd nesterov() {
    return new Sgd(options().withFlag("nesterov", true));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return options().number("momentum") == 0 ? List.of() : List.of(Slot.like("momentum_buffer"));
  }

  @Override
  Optional<Slot> counter() {
    return Optional.empty();
  }

  @Override
  Sgd with(Options changed) {
    return new Sgd(changed);
  }
}
