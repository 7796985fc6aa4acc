package lungo.optim;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import lungo.torch.UpdateRule;

/**
 * Momentum made orthogonal by five Newton-Schulz iterations, for the matrices within a network
 * (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/):
 *
 * <pre>
 * m = momentum * m + (1 - momentum) * gradient
 * u = orthogonal(momentum * m + (1 - momentum) * gradient) * sqrt(max(1, rows / columns))
 * w = w - rate * weightDecay * w - rate * u
 * </pre>
 *
 * Weights of more than two dimensions are seen as matrices of a row an output. Those of fewer,
 * biases and scales, are trained by AdamW with the betas 0.9 and 0.95 and a rate of their own,
 * which follows the schedule in proportion. The iterations compute in the weight's type; the
 * authors' in bfloat16.
 *
 * <pre>{@code
 * learner.optimizer(Muon.of(0.02).weightDecay(0.01).vectors(0.05));
 * }</pre>
 */
public final class Muon extends GroupedOptimizer<Muon> {

  private static final String VECTORS = "vector_factor";

  private static final UpdateRule RULE =
      UpdateRule.each(
          """
          def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
            rate, decay, momentum, factor = n
            if w.dim() < 2:
              own = rate * factor
              w.mul_(1.0 - own * decay)
              s[0].lerp_(g, 0.1)
              s[1].mul_(0.95).addcmul_(g, g, value=0.05)
              root = s[1].sqrt().div_((1.0 - 0.95 ** t) ** 0.5).add_(1.0e-10)
              w.addcdiv_(s[0], root, value=-own / (1.0 - 0.9 ** t))
            else:
              w.mul_(1.0 - rate * decay)
              s[0].lerp_(g, 1.0 - momentum)
              u = g.lerp(s[0], momentum).view([w.size(0), -1])
              o = self.orthogonal(u)
              stretch = float(max(1.0, u.size(0) / u.size(1))) ** 0.5
              w.add_(o.view_as(w), alpha=-rate * stretch)
            return w

          def orthogonal(u: Tensor) -> Tensor:
            high = u.size(0) > u.size(1)
            if high:
              u = u.t()
            x = u / (torch.linalg_vector_norm(u, 2) + 1.0e-7)
            for i in range(5):
              a = torch.matmul(x, x.t())
              b = a.mul(-4.775).add(torch.matmul(a, a), alpha=2.0315)
              x = x.mul(3.4445).add(torch.matmul(b, x))
            if high:
              x = x.t()
            return x.contiguous()
          """);

  private Muon(Options options) {
    super(options);
  }

  /**
   * Momentum 0.95, no weight decay, vectors at 0.015 of the rate (3e-4 where it is the usual 0.02).
   *
   * @param rate the learning rate, finite and 0 or more
   * @return the optimizer
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  public static Muon of(double rate) {
    return new Muon(
        Options.of("muon", rate, 0)
            .withPart("momentum", 0.95)
            .with(VECTORS, 0.015, Double.POSITIVE_INFINITY));
  }

  /**
   * With another momentum.
   *
   * @param part how much of it is kept a step, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public Muon momentum(double part) {
    return new Muon(options().withPart("momentum", part));
  }

  /**
   * With another rate for weights of fewer than two dimensions.
   *
   * @param factor their rate as a part of the rate, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range
   */
  public Muon vectors(double factor) {
    return new Muon(options().with(VECTORS, factor, Double.POSITIVE_INFINITY));
  }

  @Override
  UpdateRule rule() {
    return RULE;
  }

  @Override
  List<Slot> slots() {
    return List.of(
        Slot.like("exp_avg"), new Slot("exp_avg_sq", w -> w.dimension() < 2 ? w : new Shape(0), 0));
  }

  @Override
  Muon with(Options changed) {
    return new Muon(changed);
  }
}
