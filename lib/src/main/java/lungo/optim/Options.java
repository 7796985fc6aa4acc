package lungo.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import lungo.weights.NamePattern;

/**
 * What is set about an optimizer.
 *
 * @param name its name
 * @param values Double or Boolean by name, first {@code rate} and {@code weight_decay}
 * @param groups what differs for some weights; of two that mean the same weight the later one says
 */
record Options(String name, Map<String, Object> values, List<Part> groups) {

  static final String RATE = "rate";
  static final String WEIGHT_DECAY = "weight_decay";

  /** Some weights, and how they differ. */
  record Part(NamePattern pattern, UnaryOperator<Group> change) {}

  Options {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    groups = List.copyOf(groups);
  }

  static Options of(String name, double rate, double weightDecay) {
    return new Options(name, Map.of(), List.of())
        .with(RATE, rate, Double.POSITIVE_INFINITY)
        .with(WEIGHT_DECAY, weightDecay, Double.POSITIVE_INFINITY);
  }

  /** With a number in [0, limit). */
  Options with(String key, double value, double limit) {
    return put(key, check(key, value, limit));
  }

  /** With a number in [0, 1). */
  Options withPart(String key, double value) {
    return with(key, value, 1);
  }

  Options withFlag(String key, boolean value) {
    return put(key, value);
  }

  private Options put(String key, Object value) {
    var changed = new LinkedHashMap<>(values);
    changed.put(key, value);
    return new Options(name, changed, groups);
  }

  Options with(Part part) {
    var more = new ArrayList<>(groups);
    more.add(part);
    return new Options(name, values, more);
  }

  double number(String key) {
    return (Double) Objects.requireNonNull(values.get(key), key);
  }

  boolean flag(String key) {
    return (Boolean) Objects.requireNonNull(values.get(key), key);
  }

  /** How a weight is trained. */
  Group group(String weight) {
    var group = new Group(1, number(WEIGHT_DECAY), false);
    for (Part part : groups) {
      group = part.pattern().matches(weight) ? part.change().apply(group) : group;
    }
    return group;
  }

  /** The numbers of a script, in the order of the values; a flag is 1 or 0. */
  double[] numbers(double rate, Group group) {
    return values.entrySet().stream()
        .mapToDouble(
            entry ->
                switch (entry.getKey()) {
                  case RATE -> rate * group.rateFactor();
                  case WEIGHT_DECAY -> group.weightDecay();
                  default ->
                      entry.getValue() instanceof Boolean flag
                          ? (flag ? 1 : 0)
                          : (Double) entry.getValue();
                })
        .toArray();
  }

  Map<String, Object> describe() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", name);
    all.putAll(values);
    if (!groups.isEmpty()) {
      Map<String, Object> described = new LinkedHashMap<>();
      var usual = new Group(1, number(WEIGHT_DECAY), false);
      groups.forEach(
          p -> described.put(p.pattern().toString(), p.change().apply(usual).describe()));
      all.put("groups", described);
    }
    return all;
  }

  static double check(String name, double value, double limit) {
    if (!(value >= 0 && value < limit)) {
      throw new IllegalArgumentException(
          name + " must be in [0, " + (limit == 1 ? "1" : "infinity") + "), got " + value);
    }
    return value;
  }
}
