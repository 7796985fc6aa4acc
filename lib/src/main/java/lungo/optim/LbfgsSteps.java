package lungo.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lungo.optim.StrongWolfe.Point;
import lungo.torch.Backward;
import lungo.torch.GradMode;
import lungo.torch.TorchScript;
import org.jspecify.annotations.Nullable;

/** L-BFGS at work: what it remembers are the last changes of weights and gradient. */
final class LbfgsSteps implements Optimizer.Steps {

  private static final String PREFIX = "lbfgs.";
  private static final double LEAST_CURVATURE = 1e-10;

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def gradient(loss: Tensor, weights: List[Tensor]) -> Tensor:
            found = torch.grad([loss], weights, None, None, False, True)
            parts = annotate(List[Tensor], [])
            for i in range(len(weights)):
              g = found[i]
              if g is not None:
                parts.append(unchecked_cast(Tensor, g).reshape([-1]))
              else:
                parts.append(torch.zeros_like(weights[i]).reshape([-1]))
            return torch.cat(parts, 0)

          def values(weights: List[Tensor]) -> Tensor:
            parts = annotate(List[Tensor], [])
            for i in range(len(weights)):
              parts.append(weights[i].reshape([-1]))
            return torch.cat(parts, 0)

          def set(weights: List[Tensor], start: Tensor, direction: Tensor, t: float) -> Tensor:
            at = 0
            count = 0
            for i in range(len(weights)):
              n = weights[i].numel()
              w = weights[i]
              w.copy_(start[at:at + n].view_as(w))
              count += w.add_(direction[at:at + n].view_as(w), alpha=t).dim()
              at += n
            return torch.tensor(count)

          def direction(g: Tensor, changes: List[Tensor], moves: List[Tensor]) -> Tensor:
            q = g.neg()
            n = len(changes)
            if n > 0:
              ro = annotate(List[float], [])
              al = annotate(List[float], [])
              for i in range(n):
                ro.append(float(1.0 / changes[i].dot(moves[i])))
                al.append(0.0)
              for k in range(n):
                i = n - 1 - k
                al[i] = float(moves[i].dot(q) * ro[i])
                q.add_(changes[i], alpha=-al[i])
              last = changes[n - 1]
              q = torch.mul(q, last.dot(moves[n - 1]) / last.dot(last))
              for i in range(n):
                b = float(changes[i].dot(q) * ro[i])
                q.add_(moves[i], alpha=al[i] - b)
            return q

          def numbers(g: Tensor, d: Tensor) -> Tensor:
            return torch.stack([g.abs().max(), g.abs().sum(), g.dot(d), d.abs().max()])
          """);

  private final Lbfgs options;
  private final List<NDArray> weights;
  private final NDManager manager;
  private final List<NDArray> changes = new ArrayList<>();
  private final List<NDArray> moves = new ArrayList<>();
  private @Nullable NDArray direction;
  private @Nullable NDArray before;
  private @Nullable NDArray counters;
  private double length;
  private long iteration;

  LbfgsSteps(Lbfgs options, Map<String, NDArray> weights, NDManager manager) {
    this.options = options;
    this.weights = List.copyOf(weights.values());
    this.manager = manager;
  }

  @Override
  public void step(Backward backward, double rate, Optimizer.Objective again) {
    if (!backward.sums().isEmpty()
        || !backward.clipping().equals(Backward.Clipping.NONE)
        || !backward.scale().isNone()) {
      throw new IllegalArgumentException(
          "L-BFGS needs the gradient of one whole batch as it is: train without accumulate(…),"
              + " clip…(…), float16(), activationCheckpointing() and dataParallel(…)");
    }
    double loss = backward.loss().toType(DataType.FLOAT64, false).getDouble();
    if (weights.isEmpty() || !Double.isFinite(loss)) {
      return;
    }
    try (NDManager scope = manager.newSubManager()) {
      var gradient = call(scope, "gradient", backward.loss(), weights);
      new Descent(scope, rate, again).run(loss, gradient);
    }
  }

  @SuppressWarnings("try")
  private static NDArray call(NDManager owner, String function, Object... arguments) {
    try (var off = GradMode.off()) {
      NDArray result = OPS.call(function, owner, arguments).head();
      NDScope.unregister(result);
      return result;
    }
  }

  /** One step. */
  private final class Descent {

    private final NDManager scope;
    private final double rate;
    private final Optimizer.Objective again;
    private int evaluations = 1;

    Descent(NDManager scope, double rate, Optimizer.Objective again) {
      this.scope = scope;
      this.rate = rate;
      this.again = again;
    }

    void run(double firstLoss, NDArray firstGradient) {
      double loss = firstLoss;
      NDArray gradient = firstGradient;
      if (largest(gradient) <= options.toleranceGradient()) {
        return;
      }
      for (int i = 1; i <= options.iterations(); i++) {
        NDArray d = chooseDirection(gradient);
        double[] numbers = numbers(gradient, d);
        length = iteration == 1 ? Math.min(1, 1 / numbers[1]) * rate : rate;
        double slope = numbers[2];
        if (slope > -options.toleranceChange()) {
          return;
        }
        var start = new Point(0, loss, gradient, slope);
        boolean last = i == options.iterations();
        Point next = advance(start, d, numbers[3], last);
        boolean still = Math.abs(length) * numbers[3] <= options.toleranceChange();
        double gain = Math.abs(next.loss() - loss);
        loss = next.loss();
        gradient = next.gradient();
        if (last
            || evaluations >= options.evaluations()
            || largest(gradient) <= options.toleranceGradient()
            || still
            || gain < options.toleranceChange()) {
          return;
        }
      }
    }

    private NDArray chooseDirection(NDArray gradient) {
      iteration++;
      if (iteration > 1) {
        remember(gradient);
      }
      NDArray d = call(manager, "direction", gradient, changes, moves);
      replaceDirection(d);
      NDArray kept = gradient.duplicate();
      NDScope.unregister(kept);
      kept.attach(manager);
      replaceBefore(kept);
      return d;
    }

    private void remember(NDArray gradient) {
      NDArray change = own(gradient.sub(Objects.requireNonNull(before)));
      NDArray move = own(Objects.requireNonNull(direction).mul(length));
      if (change.dot(move).getFloat() <= LEAST_CURVATURE) {
        change.close();
        move.close();
        return;
      }
      if (changes.size() == options.history()) {
        changes.remove(0).close();
        moves.remove(0).close();
      }
      changes.add(change);
      moves.add(move);
    }

    private NDArray own(NDArray array) {
      NDScope.unregister(array);
      array.attach(manager);
      return array;
    }

    /** Moves the weights, and computes loss and gradient there unless nobody will ask. */
    private Point advance(Point start, NDArray d, double longest, boolean last) {
      NDArray from = call(scope, "values", weights);
      if (options.lineSearch()) {
        var search =
            new StrongWolfe(t -> at(from, d, t), start, longest, options.toleranceChange());
        var found = search.search(length);
        evaluations += found.evaluations();
        length = found.point().t();
        call(scope, "set", weights, from, d, length);
        return found.point();
      }
      if (last) {
        call(scope, "set", weights, from, d, length);
        return start;
      }
      evaluations++;
      return at(from, d, length);
    }

    private Point at(NDArray from, NDArray d, double t) {
      call(scope, "set", weights, from, d, t);
      var points = new ArrayList<Point>();
      again.evaluate(
          loss -> {
            NDArray gradient = call(scope, "gradient", loss, weights);
            points.add(
                new Point(
                    t,
                    loss.toType(DataType.FLOAT64, false).getDouble(),
                    gradient,
                    numbers(gradient, d)[2]));
          });
      return points.get(0);
    }

    private double largest(NDArray gradient) {
      return numbers(gradient, gradient)[0];
    }

    private double[] numbers(NDArray gradient, NDArray d) {
      float[] values = call(scope, "numbers", gradient, d).toFloatArray();
      double[] wide = new double[values.length];
      Arrays.setAll(wide, i -> values[i]);
      return wide;
    }
  }

  private void replaceDirection(NDArray next) {
    if (direction != null) {
      direction.close();
    }
    direction = next;
  }

  private void replaceBefore(NDArray next) {
    if (before != null) {
      before.close();
    }
    before = next;
  }

  @Override
  public List<NDArray> weights() {
    return weights;
  }

  @Override
  public Map<String, NDArray> state() {
    var state = new LinkedHashMap<String, NDArray>();
    NDArray towards = direction;
    NDArray gradient = before;
    if (towards == null || gradient == null) {
      return state;
    }
    if (counters != null) {
      counters.close();
    }
    NDArray numbers = manager.create(new double[] {iteration, length});
    NDScope.unregister(numbers);
    counters = numbers;
    state.put(PREFIX + "numbers", numbers);
    state.put(PREFIX + "direction", towards);
    state.put(PREFIX + "gradient", gradient);
    for (int i = 0; i < changes.size(); i++) {
      state.put(PREFIX + "change." + i, changes.get(i));
      state.put(PREFIX + "move." + i, moves.get(i));
    }
    return state;
  }

  @Override
  public void restore(Map<String, NDArray> state) {
    NDArray numbers = state.get(PREFIX + "numbers");
    if (numbers == null) {
      return;
    }
    changes.forEach(NDArray::close);
    moves.forEach(NDArray::close);
    changes.clear();
    moves.clear();
    iteration = (long) numbers.toDoubleArray()[0];
    length = numbers.toDoubleArray()[1];
    replaceDirection(copy(state, "direction"));
    replaceBefore(copy(state, "gradient"));
    for (int i = 0; state.containsKey(PREFIX + "change." + i); i++) {
      changes.add(copy(state, "change." + i));
      moves.add(copy(state, "move." + i));
    }
  }

  private NDArray copy(Map<String, NDArray> state, String name) {
    NDArray saved = state.get(PREFIX + name);
    long size = weights.stream().mapToLong(NDArray::size).sum();
    if (saved == null || saved.size() != size) {
      throw new IllegalArgumentException(
          "'"
              + PREFIX
              + name
              + "' must have "
              + size
              + " values, got "
              + (saved == null ? "none" : saved.size()));
    }
    NDArray kept = saved.duplicate();
    NDScope.unregister(kept);
    kept.attach(manager);
    return kept;
  }
}
