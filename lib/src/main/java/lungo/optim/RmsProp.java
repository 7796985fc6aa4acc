package lungo.optim;

import java.util.ArrayList;
import java.util.List;
import lungo.torch.UpdateRule;

/**
 * The gradient by the root of its mean square, as {@code torch.optim.RMSprop} computes it (Hinton
 * 2012, lecture 6 of his course):
 *
 * <pre>
 * g = gradient + weightDecay * w
 * v = alpha * v + (1 - alpha) * g^2
 * m = alpha * m + (1 - alpha) * g              centered only
 * d = g / (sqrt(v) + eps)                      or, centered, g / (sqrt(v - m^2) + eps)
 * b = momentum * b + d
 * w = w - rate * b
 * </pre>
 *
 * <pre>{@code
 * learner.optimizer(RmsProp.of(1e-3).alpha(0.9).momentum(0.9).centered());
 * }</pre>
 */
public final class RmsProp extends GroupedOptimizer<RmsProp> {

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, alpha, eps, momentum, centered = n
            if decay != 0.0:
              g = g.add(w, alpha=decay)
            s[0].mul_(alpha).addcmul_(g, g, value=1.0 - alpha)
            if centered > 0.0:
              s[len(s) - 1].lerp_(g, 1.0 - alpha)
              root = s[0].addcmul(s[len(s) - 1], s[len(s) - 1], value=-1).sqrt_().add_(eps)
            else:
              root = s[0].sqrt().add_(eps)
            if momentum > 0.0:
              s[1].mul_(momentum).addcdiv_(g, root)
              w.add_(s[1], alpha=-rate)
            else:
              w.addcdiv_(g, root, value=-rate)
            return w
          """);

  private RmsProp(Options options) {
    super(options);
  }

  /**
   * Alpha 0.99, eps 1e-8, no momentum, no weight decay, not centered.
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static RmsProp of(double rate) {
    return new RmsProp(
        Options.of("rmsprop", rate, 0)
            .withPart("alpha", 0.99)
            .with("eps", 1e-8, Double.POSITIVE_INFINITY)
            .withPart("momentum", 0)
            .withFlag("centered", false));
  }

  /**
   * With another average.
   *
   * @param part how much of the mean square is kept a step, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public RmsProp alpha(double part) {
    return new RmsProp(options().withPart("alpha", part));
  }

  /**
   * With another number that keeps the denominator from 0.
   *
   * @param small what is added to it, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public RmsProp eps(double small) {
    return new RmsProp(options().with("eps", small, Double.POSITIVE_INFINITY));
  }

  /**
   * With momentum.
   *
   * @param part how much of the last update is kept, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public RmsProp momentum(double part) {
    return new RmsProp(options().withPart("momentum", part));
  }

  /**
   * By the standard deviation in place of the root mean square.
   *
   * @return a new optimizer
   */
  public RmsProp centered() {
    return new RmsProp(options().withFlag("centered", true));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    var slots = new ArrayList<>(List.of(Slot.like("square_avg")));
    if (options().number("momentum") > 0) {
      slots.add(Slot.like("momentum_buffer"));
    }
    if (options().flag("centered")) {
      slots.add(Slot.like("grad_avg"));
    }
    return slots;
  }

  @Override
  RmsProp with(Options changed) {
    return new RmsProp(changed);
  }
}
