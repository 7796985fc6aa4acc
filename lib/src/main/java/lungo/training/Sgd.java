package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.torch.FusedSgd;

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
 * Sgd.of(0.05).momentum(0.9).weightDecay(5e-4).nesterov()
 * }</pre>
 */
public final class Sgd implements Optimizer {

  private final double rate;
  private final double momentum;
  private final double weightDecay;
  private final boolean nesterov;

  private Sgd(double rate, double momentum, double weightDecay, boolean nesterov) {
    this.rate = checked("rate", rate, Double.POSITIVE_INFINITY);
    this.momentum = checked("momentum", momentum, 1);
    this.weightDecay = checked("weightDecay", weightDecay, Double.POSITIVE_INFINITY);
    this.nesterov = nesterov;
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0, got " + momentum);
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
    return new Sgd(rate, 0, 0, false);
  }

  /**
   * With momentum.
   *
   * @param part how much of the last update is kept, in [0, 1)
   * @return a new optimizer
   * @throws IllegalArgumentException if it is out of range, or 0 with nesterov
   */
  public Sgd momentum(double part) {
    return new Sgd(rate, part, weightDecay, nesterov);
  }

  /**
   * With weight decay.
   *
   * @param part how much of the weights is added to their gradient, 0 or more
   * @return a new optimizer
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Sgd weightDecay(double part) {
    return new Sgd(rate, momentum, part, nesterov);
  }

  /**
   * With Nesterov's momentum, which looks ahead (Sutskever et al. 2013); set {@link
   * #momentum(double)} first.
   *
   * @return a new optimizer
   * @throws IllegalArgumentException if there is no momentum
   */
  public Sgd nesterov() {
    return new Sgd(rate, momentum, weightDecay, true);
  }

  @Override
  public double rate() {
    return rate;
  }

  @Override
  public Steps start(List<NDArray> weights, NDManager manager) {
    List<NDArray> buffers =
        momentum == 0 ? List.of() : weights.stream().map(w -> zeros(w, manager)).toList();
    List<NDArray> trained = List.copyOf(weights);
    return new Steps() {
      @Override
      public void step(NDArray loss, double stepRate) {
        FusedSgd.step(loss, trained, buffers, stepRate, momentum, weightDecay, nesterov);
      }

      @Override
      public Map<String, List<NDArray>> state() {
        return buffers.isEmpty() ? Map.of() : Map.of("momentum", buffers);
      }
    };
  }

  @Override
  public Map<String, Object> describe() {
    var numbers = new LinkedHashMap<String, Object>();
    numbers.put("name", "sgd");
    numbers.put("rate", rate);
    numbers.put("momentum", momentum);
    numbers.put("weight_decay", weightDecay);
    numbers.put("nesterov", nesterov);
    return numbers;
  }

  private static NDArray zeros(NDArray weight, NDManager manager) {
    return manager.zeros(weight.getShape(), weight.getDataType());
  }

  @Override
  public String toString() {
    return describe().toString();
  }

  private static double checked(String name, double value, double limit) {
    if (!(value >= 0 && value < limit)) {
      throw new IllegalArgumentException(
          name + " must be in [0, " + (limit == 1 ? "1" : "infinity") + "), got " + value);
    }
    return value;
  }
}
