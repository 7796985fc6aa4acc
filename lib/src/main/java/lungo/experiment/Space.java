package lungo.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The settings that a sweep tries.
 *
 * <pre>{@code
 * var space = Space.of().logUniform("rate", 1e-3, 1).choice("hidden", 32, 64, 128).ints("layers", 1, 3);
 * }</pre>
 */
public final class Space {

  private final Map<String, Range> ranges;

  private Space(Map<String, Range> ranges) {
    this.ranges = Collections.unmodifiableMap(ranges);
  }

  /**
   * Without settings.
   *
   * @return a space to add settings to
   */
  public static Space of() {
    return new Space(new LinkedHashMap<>());
  }

  /**
   * One of a list.
   *
   * @param name the setting
   * @param values what it may be: text, numbers or truth values, one or more
   * @return a new space
   */
  public Space choice(String name, Object... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("'" + name + "' has nothing to choose from");
    }
    Configuration.of(Map.of(name, List.of(values))); // says what cannot be written
    return with(name, new Range.Choice(List.of(values)));
  }

  /**
   * A number.
   *
   * @param name the setting
   * @param low the least
   * @param high the largest
   * @return a new space
   */
  public Space uniform(String name, double low, double high) {
    checkOrder(name, low, high);
    return with(name, new Range.Numbers(low, high, false));
  }

  /**
   * A number, each power of ten being as likely as the next: for rates and weights of penalties.
   *
   * @param name the setting
   * @param low the least, above 0
   * @param high the largest
   * @return a new space
   */
  public Space logUniform(String name, double low, double high) {
    checkOrder(name, low, high);
    if (low <= 0) {
      throw new IllegalArgumentException("'" + name + "' must begin above 0, got " + low);
    }
    return with(name, new Range.Numbers(low, high, true));
  }

  /**
   * A whole number.
   *
   * @param name the setting
   * @param low the least
   * @param high the largest
   * @return a new space
   */
  public Space ints(String name, int low, int high) {
    checkOrder(name, low, high);
    return with(name, new Range.Ints(low, high));
  }

  private static void checkOrder(String name, double low, double high) {
    if (!(low < high && Double.isFinite(high - low))) {
      throw new IllegalArgumentException(
          "'" + name + "' must reach from a number to a larger one, got " + low + " to " + high);
    }
  }

  private Space with(String name, Range range) {
    if (ranges.containsKey(name)) {
      throw new IllegalArgumentException("the space has a setting '" + name + "' already");
    }
    var more = new LinkedHashMap<>(ranges);
    more.put(name, range);
    return new Space(more);
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  boolean has(String name) {
    return ranges.containsKey(name);
  }

  /** The setting that a grid needs a number of points for, if there is one. */
  Optional<String> continuous() {
    return ranges.entrySet().stream()
        .filter(e -> e.getValue() instanceof Range.Numbers)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Map<String, Object> draw(SplittableRandom random) {
    var drawn = new LinkedHashMap<String, Object>();
    ranges.forEach((name, range) -> drawn.put(name, range.draw(random)));
    return drawn;
  }

  /** Every combination, the last setting changing soonest. */
  List<Map<String, Object>> grid(int points) {
    List<Map<String, Object>> all = List.of(Map.of());
    for (var range : ranges.entrySet()) {
      var more = new ArrayList<Map<String, Object>>();
      for (Map<String, Object> begun : all) {
        for (Object value : range.getValue().grid(points)) {
          var longer = new LinkedHashMap<>(begun);
          longer.put(range.getKey(), value);
          more.add(longer);
        }
      }
      all = more;
    }
    return all;
  }
}
