package lungo.optim;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import lungo.torch.UpdateRule;
import lungo.weights.NamePattern;

/**
 * An optimizer whose weights can be put into groups that differ in rate and weight decay. One
 * native call a step computes the gradients, limits them and updates all groups.
 *
 * <pre>{@code
 * var optimizer = AdamW.of(1e-3).weightDecay(0.05).group("*.bias", g -> g.weightDecay(0));
 * var stages = AdamW.of(1e-3).stages(0.4, "layer3.*", "layer4.*", "fc.*"); // fc at the whole rate
 * }</pre>
 *
 * @param <O> the optimizer itself
 */
public abstract class GroupedOptimizer<O extends GroupedOptimizer<O>> implements Optimizer {

  private final Options options;

  GroupedOptimizer(Options options) {
    this.options = options;
  }

  abstract O with(Options changed);

  /** The formula, which is given the options' numbers in their order. */
  abstract UpdateRule rule();

  /** What is kept for each weight, in the order in which the formula is given it. */
  abstract List<Slot> slots();

  /** What counts the steps of each weight; none where the formula does not ask. */
  Optional<Slot> counter() {
    return Optional.of(Slot.scalar("step", 0));
  }

  final Options options() {
    return options;
  }

  /**
   * With weight decay.
   *
   * @param part how strongly weights are drawn to 0, 0 or more; the optimizer's formula says how
   * @return a new optimizer
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final O weightDecay(double part) {
    return with(options.with(Options.WEIGHT_DECAY, part, Double.POSITIVE_INFINITY));
  }

  /**
   * Trains some weights in another way. Where several groups mean the same weight, their changes
   * are made one after the other.
   *
   * @param pattern which weights, by {@link NamePattern}, such as {@code *.bias}
   * @param change makes of the usual settings the group's
   * @return a new optimizer
   * @throws IllegalArgumentException if the pattern is empty or a number out of range
   */
  public final O group(String pattern, UnaryOperator<Group> change) {
    requireNonNull(change.apply(new Group(1, options.number(Options.WEIGHT_DECAY), false)));
    return with(options.with(new Options.Part(NamePattern.of(pattern), change)));
  }

  /**
   * Discriminative rates: the weights of the last pattern are trained at the whole rate, those of
   * each pattern before it at a part of the next one's. Howard and Ruder 2018,
   * https://arxiv.org/abs/1801.06146.
   *
   * @param factor a stage's rate as a part of the next one's, in (0, 1]
   * @param patterns the stages, from the input on
   * @return a new optimizer
   * @throws IllegalArgumentException if the factor is out of range
   */
  public final O stages(double factor, String... patterns) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("factor must be in (0, 1], got " + factor);
    }
    Options changed = options;
    for (int i = 0; i < patterns.length; i++) {
      double rate = Math.pow(factor, patterns.length - 1 - i);
      changed = changed.with(new Options.Part(NamePattern.of(patterns[i]), g -> g.rate(rate)));
    }
    return with(changed);
  }

  @Override
  public final double rate() {
    return options.number(Options.RATE);
  }

  @Override
  public final Set<String> trained(Collection<String> names) {
    options.groups().forEach(part -> part.pattern().among(names));
    var trained = new LinkedHashSet<String>();
    for (String name : names) {
      if (!options.group(name).frozen()) {
        trained.add(name);
      }
    }
    return trained;
  }

  @Override
  public final Steps start(Map<String, NDArray> weights, NDManager manager) {
    return new RuleSteps(this, weights, manager);
  }

  @Override
  public final Map<String, Object> describe() {
    return options.describe();
  }

  @Override
  public final String toString() {
    return describe().toString();
  }
}
