package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The backward pass through segments, the last first, each of which is computed again. */
final class CheckpointedBackward {

  private static final TorchScript OPS =
      TorchScript.of(
          LossScale.FUNCTIONS
              + """
          def back(end: Tensor, gradient: List[Tensor], weights: List[Tensor], sums: List[Tensor], share: float, arrays: List[Tensor]) -> List[Tensor]:
            given = annotate(Optional[List[Optional[Tensor]]], None)
            if len(gradient) > 0:
              given = annotate(List[Optional[Tensor]], [gradient[0]])
            found = torch.grad([end], weights + arrays, given, True, False, True)
            result = annotate(List[Tensor], [])
            for i in range(len(weights)):
              g = found[i]
              if g is not None:
                sums[i].add_(unchecked_cast(Tensor, g), alpha=share)
            for i in range(len(arrays)):
              g = found[len(weights) + i]
              if g is None:
                result.append(torch.empty([0]))
              else:
                result.append(unchecked_cast(Tensor, g))
            return result

          def rest(loss: Tensor, ends: List[Tensor], gradients: List[Tensor], scale: List[Tensor]) -> Tensor:
            y = torch.detach(loss)
            for i in range(len(ends)):
              if len(scale) > 0:
                product = torch.sum(torch.mul(ends[i].to(6), gradients[i].to(6))) * self.inverse(scale).to(loss.device)
              else:
                product = torch.sum(torch.mul(ends[i], gradients[i]))
              y = y + (product - torch.detach(product))
            return y
          """);

  private final NDManager manager;
  private final List<CheckpointedSegment> segments;
  private final List<? extends NDArray> weights;
  private final List<? extends NDArray> sums;
  private final double share;
  private final LossScale scale;
  private final @Nullable NDArray[] gradients;

  /**
   * @param manager owns what comes back
   * @param segments in the order of the forward pass
   * @param sums an array a weight, to which its gradient is added, times the share and the scale
   */
  CheckpointedBackward(
      NDManager manager,
      List<CheckpointedSegment> segments,
      List<? extends NDArray> weights,
      List<? extends NDArray> sums,
      double share,
      LossScale scale) {
    this.manager = manager;
    this.segments = segments;
    this.gradients = new NDArray[segments.size()];
    this.weights = weights;
    this.sums = sums;
    this.share = share;
    this.scale = scale;
  }

  /** Goes back from a loss; gives what {@link ActivationCheckpoints#backward} does. */
  NDArray from(NDArray loss) {
    NDArray value = loss.stopGradient();
    reach(loss, scale.on(loss.getDevice()), segments.size());
    loss.close();
    for (int place = segments.size() - 1; place > 0; place--) {
      NDArray gradient = gradients[place];
      if (gradient != null) {
        through(place, gradient);
        gradient.close();
      }
      segments.get(place).close();
    }
    return rest(value);
  }

  /** Adds what an array's gradient is for weights and for the outputs of the first segments. */
  private void reach(NDArray end, List<NDArray> gradient, int segmentsBelow) {
    List<NDArray> outputs =
        segments.subList(0, segmentsBelow).stream().map(CheckpointedSegment::output).toList();
    NDList found = back(manager, end, gradient, outputs);
    for (int i = 0; i < segmentsBelow; i++) {
      NDArray more = found.get(i);
      NDScope.unregister(more);
      if (more.isEmpty()) {
        more.close();
      } else {
        gradients[i] = sum(gradients[i], more);
      }
    }
  }

  private NDArray sum(@Nullable NDArray one, NDArray other) {
    if (one == null) {
      return other;
    }
    try (one;
        other) {
      NDArray sum = one.add(other);
      NDScope.unregister(sum);
      return sum;
    }
  }

  /**
   * Adds what an array's gradient is for weights; gives what it is for arrays, which may be none.
   */
  private NDList back(NDManager owner, NDArray end, List<NDArray> gradient, List<NDArray> arrays) {
    return OPS.callInPlace("back", owner, end, gradient, weights, sums, share, arrays);
  }

  private void through(int place, NDArray gradient) {
    CheckpointedSegment segment = segments.get(place);
    try (var again = segment.new Again()) {
      NDList found = back(again.scope(), again.output(), List.of(gradient), again.inputs());
      List<NDArray> sources = segment.sources();
      for (int i = 0; i < sources.size(); i++) {
        reach(sources.get(i), List.of(found.get(i)), place);
      }
    }
  }

  /** What the first block or what lies before it has still to be told. */
  @SuppressWarnings("try")
  private NDArray rest(NDArray value) {
    CheckpointedSegment segment = segments.get(0);
    NDArray gradient = gradients[0];
    try (var again = segment.new Again();
        var on = GradMode.on()) {
      List<NDArray> ends = List.of(again.output());
      List<NDArray> told = List.of(gradient == null ? again.output().zerosLike() : gradient);
      if (!again.inputs().isEmpty()) {
        told = back(again.scope(), again.output(), told, again.inputs());
        ends = segment.sources();
      }
      NDArray rest = OPS.call("rest", manager, value, ends, told, scale.arrays()).head();
      NDScope.unregister(rest);
      return rest;
    }
  }
}
