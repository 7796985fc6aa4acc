package lungo.optim;

import java.util.Map;
import java.util.TreeMap;

/**
 * How the weights of a group differ from the others.
 *
 * <pre>{@code
 * learner.optimizer(
 *     AdamW.of(1e-3).group("*.bias", g -> g.weightDecay(0)).group("layer1.*", g -> g.rate(0.1)));
 * }</pre>
 *
 * @param rateFactor what the learning rate is multiplied by
 * @param weightDecay the weight decay
 * @param frozen whether the weights stay as they are
 */
public record Group(double rateFactor, double weightDecay, boolean frozen) {

  /**
   * Checks the numbers.
   *
   * @param rateFactor 0 or more
   * @param weightDecay 0 or more
   * @param frozen whether the weights stay as they are
   */
  public Group {
    Options.check("a group's rate factor", rateFactor, Double.POSITIVE_INFINITY);
    Options.check("a group's weight decay", weightDecay, Double.POSITIVE_INFINITY);
  }

  /**
   * With another learning rate.
   *
   * @param factor what the learning rate is multiplied by, 0 or more
   * @return a new group
   */
  public Group rate(double factor) {
    return new Group(factor, weightDecay, frozen);
  }

  /**
   * With another weight decay.
   *
   * @param part 0 or more
   * @return a new group
   */
  public Group weightDecay(double part) {
    return new Group(rateFactor, part, frozen);
  }

  /**
   * With weights that stay as they are.
   *
   * @return a new group
   */
  public Group freeze() {
    return new Group(rateFactor, weightDecay, true);
  }

  Map<String, Object> describe() {
    return new TreeMap<>(
        Map.of("rate_factor", rateFactor, "weight_decay", weightDecay, "frozen", frozen));
  }
}
