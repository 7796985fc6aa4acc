package lungo.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The quasi-Newton method with limited memory, as {@code torch.optim.LBFGS} computes it (Liu and
 * Nocedal 1989). One step takes several iterations, each of which computes the loss anew; it suits
 * small models and batches that hold all data. It knows no groups, no weight decay, no clipping and
 * no accumulation of gradients.
 *
 * <pre>{@code
 * learner.optimizer(Lbfgs.of(1).strongWolfe());
 * }</pre>
 *
 * @param rate the learning rate, the first step of each iteration
 * @param iterations how many iterations a step takes at most
 * @param evaluations how often a step computes the loss at most
 * @param toleranceGradient the step ends where no derivative is larger
 * @param toleranceChange the step ends where neither loss nor weights change more
 * @param history how many iterations are remembered; each takes twice the memory of the weights
 * @param lineSearch whether the rate is adapted to satisfy the strong Wolfe conditions
 */
public record Lbfgs(
    double rate,
    int iterations,
    int evaluations,
    double toleranceGradient,
    double toleranceChange,
    int history,
    boolean lineSearch)
    implements Optimizer {

  /**
   * Checks the numbers.
   *
   * @param rate 0 or more
   * @param iterations 1 or more
   * @param evaluations 1 or more
   * @param toleranceGradient 0 or more
   * @param toleranceChange 0 or more
   * @param history 1 or more
   * @param lineSearch whether the rate is adapted
   */
  public Lbfgs {
    Options.check(Options.RATE, rate, Double.POSITIVE_INFINITY);
    Options.check("toleranceGradient", toleranceGradient, Double.POSITIVE_INFINITY);
    Options.check("toleranceChange", toleranceChange, Double.POSITIVE_INFINITY);
    if (iterations < 1 || evaluations < 1 || history < 1) {
      throw new IllegalArgumentException(
          String.format(
              "iterations, evaluations and history must be 1 or more, got %d, %d, %d",
              iterations, evaluations, history));
    }
  }

  /**
   * 20 iterations, 25 evaluations, tolerances 1e-7 and 1e-9, a history of 100, no line search.
   *
   * @param rate the learning rate, usually 1
   * @return the optimizer
   */
  public static Lbfgs of(double rate) {
    return new Lbfgs(rate, 20, 25, 1e-7, 1e-9, 100, false);
  }

  /**
   * With a line search.
   *
   * @return a new optimizer
   */
  public Lbfgs strongWolfe() {
    return new Lbfgs(
        rate, iterations, evaluations, toleranceGradient, toleranceChange, history, true);
  }

  /**
   * With another number of iterations, and five quarters as many evaluations.
   *
   * @param most how many a step takes at most, 1 or more
   * @return a new optimizer
   */
  public Lbfgs iterations(int most) {
    int evaluated = Math.max(1, most * 5 / 4);
    return new Lbfgs(
        rate, most, evaluated, toleranceGradient, toleranceChange, history, lineSearch);
  }

  /**
   * With another memory.
   *
   * @param steps how many iterations are remembered, 1 or more
   * @return a new optimizer
   */
  public Lbfgs history(int steps) {
    return new Lbfgs(
        rate, iterations, evaluations, toleranceGradient, toleranceChange, steps, lineSearch);
  }

  @Override
  public Steps start(Map<String, NDArray> weights, NDManager manager) {
    return new LbfgsSteps(this, weights, manager);
  }

  @Override
  public Map<String, Object> describe() {
    var numbers = new LinkedHashMap<String, Object>();
    numbers.put("name", "lbfgs");
    numbers.put("rate", rate);
    numbers.put("iterations", iterations);
    numbers.put("evaluations", evaluations);
    numbers.put("tolerance_gradient", toleranceGradient);
    numbers.put("tolerance_change", toleranceChange);
    numbers.put("history", history);
    numbers.put("line_search", lineSearch);
    return numbers;
  }
}
