package lungo.torch;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * An optimizer's formula as TorchScript, with which backward pass, clipping and update of all
 * weights are one native call. A weight that the loss does not depend on is left alone, also by
 * weight decay; where loss or norm are not finite nothing is changed, nor where a loss that is
 * scaled for float16 has a gradient that is not.
 *
 * <pre>{@code
 * var descent = UpdateRule.each("""
 *     def update(w: Tensor, g: Tensor, s: List[Tensor], t: float, n: List[float]) -> Tensor:
 *       return w.add_(g, alpha=-n[0])
 *     """);
 * descent.step(Backward.of(loss), arrays, new double[] {0.05});
 * }</pre>
 */
public final class UpdateRule {

  /** Takes the gradients; then the functions differ. */
  private static final String GRADIENTS =
      LossScale.FUNCTIONS
          + """
      def gradients(loss: Tensor, weights: List[Tensor], sums: List[Tensor], share: float, total: float, value: float, norm: float, scale: List[Tensor]) -> Tuple[List[int], List[Tensor], Tensor]:
        found = annotate(List[Optional[Tensor]], [])
        if loss.requires_grad:
          found = torch.grad([loss], weights, self.outer(loss, scale), None, False, True)
        index = annotate(List[int], [])
        g = annotate(List[Tensor], [])
        for i in range(len(weights)):
          gi = annotate(Optional[Tensor], None)
          if len(found) > 0:
            gi = found[i]
          if gi is not None:
            d = unchecked_cast(Tensor, gi).contiguous()
            if len(sums) > 0:
              if sums[i].numel() > 0:
                d = sums[i].add(d, alpha=share).div_(total)
              else:
                d = d.mul(share / total)
            g.append(d)
            index.append(i)
          else:
            if len(sums) > 0:
              if sums[i].numel() > 0:
                g.append(sums[i].div(total))
                index.append(i)
        finite = torch.isfinite(loss)
        if len(g) > 0:
          if len(scale) > 0:
            g = torch._foreach_mul(g, self.inverse(scale))
            largest = torch.stack(torch._foreach_norm(g, inf))
            finite = torch.logical_and(finite, torch.isfinite(largest).all())
          if value < 1.0e300:
            g = torch._foreach_clamp_min(torch._foreach_clamp_max(g, value), -value)
          if norm < 1.0e300:
            whole = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)), 2)
            finite = torch.logical_and(finite, torch.isfinite(whole))
            g = torch._foreach_mul(g, torch.clamp_max(torch.div(norm, whole + 1e-6), 1.0))
        return (index, g, finite)

      def rescale(scale: List[Tensor], scaling: List[float], finite: Tensor) -> int:
        count = 0
        if len(scale) > 0:
          bad = torch.logical_not(finite)
          growth, backoff, interval = scaling
          count += torch._amp_update_scale_(scale[0], scale[1], bad.to(6), growth, backoff, int(interval)).dim()
          count += scale[1].dim() + scale[2].add_(bad.to(4)).dim()
        return count

      def states(state: List[Tensor], weights: int, i: int) -> List[Tensor]:
        s = annotate(List[Tensor], [])
        for j in range(len(state) // weights):
          s.append(state[j * weights + i])
        return s
      """;

  /**
   * One weight after the other. The script's optimizer drops a write that nobody reads afterwards,
   * though the arrays are the caller's: the count reads them.
   */
  private static final String EACH =
      """

      def step(loss: Tensor, weights: List[Tensor], sums: List[Tensor], state: List[Tensor], steps: List[Tensor], sizes: List[int], numbers: List[float], share: float, total: float, value: float, norm: float, scale: List[Tensor], scaling: List[float]) -> Tensor:
        index, g, finite = self.gradients(loss, weights, sums, share, total, value, norm, scale)
        count = self.rescale(scale, scaling, finite)
        if bool(finite):
          width = len(numbers) // len(sizes)
          group = 0
          end = sizes[0]
          for at in range(len(index)):
            i = index[at]
            while i >= end:
              group += 1
              end += sizes[group]
            s = self.states(state, len(weights), i)
            t = float(steps[i].add_(1))
            count += self.update(weights[i], g[at], s, t, numbers[group * width:(group + 1) * width]).dim()
            for j in range(len(s)):
              count += s[j].dim()
        return torch.tensor(count)
      """;

  /** All weights of a group at once. */
  private static final String FUSED =
      """

      def step(loss: Tensor, weights: List[Tensor], sums: List[Tensor], state: List[Tensor], steps: List[Tensor], sizes: List[int], numbers: List[float], share: float, total: float, value: float, norm: float, scale: List[Tensor], scaling: List[float]) -> Tensor:
        index, g, finite = self.gradients(loss, weights, sums, share, total, value, norm, scale)
        good = finite.to(6)
        width = len(numbers) // len(sizes)
        kinds = len(state) // len(weights)
        count = self.rescale(scale, scaling, finite)
        at = 0
        end = 0
        for group in range(len(sizes)):
          end += sizes[group]
          w = annotate(List[Tensor], [])
          d = annotate(List[Tensor], [])
          t = annotate(List[Tensor], [])
          s = annotate(List[List[Tensor]], [])
          for j in range(3):
            s.append(annotate(List[Tensor], []))
          more = at < len(index)
          while more:
            i = index[at]
            if i < end:
              w.append(weights[i])
              d.append(g[at])
              if len(steps) > 0:
                t.append(steps[i])
              for j in range(kinds):
                s[j].append(state[j * len(weights) + i])
              at += 1
              more = at < len(index)
            else:
              more = False
          if len(w) > 0:
            count += self.update(w, d, s[0], s[1], s[2], t, numbers[group * width:(group + 1) * width], good)
            count += len(w) + len(s[0]) + len(s[1]) + len(s[2]) + len(t)
        return torch.tensor(count)
      """;

  private final TorchScript script;

  private UpdateRule(String script) {
    this.script = TorchScript.of(script);
  }

  /**
   * A rule for one weight at a time.
   *
   * @param update TorchScript of {@code def update(w: Tensor, g: Tensor, s: List[Tensor], t: float,
   *     n: List[float]) -> Tensor}, which changes the weight {@code w} and its states {@code s} in
   *     place and returns {@code w}; {@code g} is the gradient, not to be changed, {@code t} the
   *     step from 1, {@code n} the numbers
   * @return the rule
   */
  public static UpdateRule each(String update) {
    return new UpdateRule(update.stripIndent() + "\n" + GRADIENTS + EACH);
  }

  /**
   * A rule for all weights of a group at once, for libtorch's fused operators.
   *
   * @param update TorchScript of {@code def update(w: List[Tensor], g: List[Tensor], a:
   *     List[Tensor], b: List[Tensor], c: List[Tensor], t: List[Tensor], n: List[float], good:
   *     Tensor) -> int}; {@code a}, {@code b} and {@code c} are up to three kinds of state, {@code
   *     t} the steps before this one, {@code good} is 1 where loss and norm are finite, else 0, and
   *     then nothing may be changed; what it returns is not looked at
   * @return the rule
   */
  public static UpdateRule fused(String update) {
    return new UpdateRule(update.stripIndent() + "\n" + GRADIENTS + FUSED);
  }

  /**
   * What a rule works on.
   *
   * @param weights the arrays to update in place, contiguous, which require a gradient, group after
   *     group
   * @param state the states, of all weights the first, then of all the second
   * @param steps how many steps each weight has taken, a scalar each; may be empty for a fused rule
   * @param sizes how many weights each group has
   */
  public record Arrays(
      List<NDArray> weights, List<NDArray> state, List<NDArray> steps, List<Integer> sizes) {

    /**
     * Checks that they belong together.
     *
     * @param weights the arrays to update
     * @param state the states
     * @param steps how many steps each weight has taken
     * @param sizes how many weights each group has
     */
    public Arrays {
      weights = List.copyOf(weights);
      state = List.copyOf(state);
      steps = List.copyOf(steps);
      sizes = List.copyOf(sizes);
      int grouped = sizes.stream().mapToInt(Integer::intValue).sum();
      if (grouped != weights.size() || (!weights.isEmpty() && state.size() % weights.size() != 0)) {
        throw new IllegalArgumentException(
            String.format(
                "%d weights do not fit groups of %s and %d states",
                weights.size(), sizes, state.size()));
      }
    }
  }

  /**
   * Takes a step. Does nothing if there are no weights.
   *
   * @param backward the loss and the gradient's limits
   * @param arrays what is updated
   * @param numbers as many for each group, group after group
   */
  public void step(Backward backward, Arrays arrays, double[] numbers) {
    if (arrays.weights().isEmpty()) {
      return;
    }
    NDArray loss = backward.loss();
    long[] sizes = arrays.sizes().stream().mapToLong(Integer::longValue).toArray();
    Backward.discard(
        script.callInPlace(
            "step",
            loss.getManager(),
            loss,
            arrays.weights(),
            backward.sums(),
            arrays.state(),
            arrays.steps(),
            sizes,
            numbers,
            backward.share(),
            backward.total(),
            backward.clipping().value(),
            backward.clipping().norm(),
            backward.scale().arrays(),
            backward.scale().numbers()));
  }
}
