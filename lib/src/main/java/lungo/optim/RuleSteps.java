package lungo.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import lungo.torch.Backward;
import lungo.torch.UpdateRule;
import lungo.weights.StateDict;

/** A formula at work on some weights, those of one group together. */
final class RuleSteps implements Optimizer.Steps {

  private final UpdateRule rule;
  private final Options options;
  private final List<Group> groups;
  private final UpdateRule.Arrays arrays;
  private final Map<String, NDArray> state = new LinkedHashMap<>();

  RuleSteps(GroupedOptimizer<?> optimizer, Map<String, NDArray> weights, NDManager manager) {
    this.rule = optimizer.rule();
    this.options = optimizer.options();
    Map<Group, Map<String, NDArray>> byGroup = new LinkedHashMap<>();
    weights.forEach(
        (name, weight) ->
            byGroup
                .computeIfAbsent(options.group(name), group -> new LinkedHashMap<>())
                .put(name, weight));
    byGroup.keySet().removeIf(Group::frozen);
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    byGroup.values().forEach(ordered::putAll);
    List<NDArray> kept = new ArrayList<>();
    optimizer.slots().forEach(slot -> kept.addAll(create(slot, ordered, manager)));
    List<NDArray> steps = new ArrayList<>();
    optimizer.counter().ifPresent(slot -> steps.addAll(create(slot, ordered, manager)));
    this.groups = List.copyOf(byGroup.keySet());
    this.arrays =
        new UpdateRule.Arrays(
            List.copyOf(ordered.values()),
            kept,
            steps,
            byGroup.values().stream().map(Map::size).toList());
  }

  private List<NDArray> create(Slot slot, Map<String, NDArray> weights, NDManager manager) {
    var created = new ArrayList<NDArray>();
    weights.forEach(
        (name, weight) -> {
          NDArray array = slot.create(weight, manager);
          NDScope.unregister(array);
          state.put(name + "." + slot.name(), array);
          created.add(array);
        });
    return created;
  }

  @Override
  public void step(Backward backward, double rate, Optimizer.Objective again) {
    double[] numbers =
        groups.stream()
            .flatMapToDouble(group -> DoubleStream.of(options.numbers(rate, group)))
            .toArray();
    rule.step(backward, arrays, numbers);
  }

  @Override
  public List<NDArray> weights() {
    return arrays.weights();
  }

  @Override
  public Map<String, NDArray> state() {
    return state;
  }

  @Override
  public void restore(Map<String, NDArray> saved) {
    StateDict.copy(saved, state);
  }
}
