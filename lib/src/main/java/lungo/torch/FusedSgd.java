package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Backward pass and update of stochastic gradient descent in one native call. The formulas are
 * those of {@code torch.optim.SGD}:
 *
 * <pre>
 * g = gradient + weightDecay * w
 * b = momentum * b + g                 (b = 0 at first)
 * w = w - rate * (nesterov ? g + momentum * b : b)
 * </pre>
 *
 * An array that the loss does not depend on is left alone, also by weight decay. Where the loss is
 * not finite nothing is changed.
 */
public final class FusedSgd {

  /**
   * Returns how many arrays were updated. The script's optimizer drops a write to a list that
   * nobody reads afterwards, though the list's arrays are the caller's: the count reads it.
   */
  private static final TorchScript OPS =
      TorchScript.of(
          """
          def step(loss: Tensor, weights: List[Tensor], buffers: List[Tensor], rate: float, momentum: float, decay: float, nesterov: bool) -> Tensor:
            losses = annotate(List[Tensor], [loss])
            found = torch.grad(losses, weights, None, None, False, True)
            w = annotate(List[Tensor], [])
            g = annotate(List[Tensor], [])
            b = annotate(List[Tensor], [])
            for i in range(torch.len(weights)):
              gi = found[i]
              if torch.__isnot__(gi, None):
                _0 = torch.append(w, weights[i])
                _1 = torch.append(g, torch.contiguous(unchecked_cast(Tensor, gi)))
                if torch.gt(torch.len(buffers), 0):
                  _2 = torch.append(b, buffers[i])
            bad = torch.to(torch.logical_not(torch.isfinite(loss)), 6)
            _3 = torch._fused_sgd_(w, g, b, weight_decay=decay, momentum=momentum, lr=rate, dampening=0., nesterov=nesterov, maximize=False, is_first_step=False, grad_scale=None, found_inf=bad)
            return torch.tensor(torch.len(w))
          """);

  private FusedSgd() {}

  /**
   * Takes a step.
   *
   * @param loss a scalar that was computed with {@link GradMode} on
   * @param weights the arrays to update in place, contiguous, which require a gradient
   * @param buffers the momenta, updated in place, zeros before the first step; as many as weights,
   *     or none where the momentum is 0
   * @param rate the learning rate
   * @param momentum in [0, 1)
   * @param weightDecay 0 or more
   * @param nesterov whether the update looks ahead (Sutskever et al. 2013)
   */
  public static void step(
      NDArray loss,
      List<? extends NDArray> weights,
      List<? extends NDArray> buffers,
      double rate,
      double momentum,
      double weightDecay,
      boolean nesterov) {
    NDManager manager = loss.getManager();
    OPS.callInPlace("step", manager, loss, weights, buffers, rate, momentum, weightDecay, nesterov);
  }
}
