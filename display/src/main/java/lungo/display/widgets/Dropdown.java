package lungo.display.widgets;

import java.util.List;
import java.util.Map;

/**
 * One of some choices.
 *
 * <pre>{@code
 * var optimizer = new Dropdown<>("optimizer", List.of("sgd", "adam", "lion"));
 * optimizer.value("adam");
 * }</pre>
 *
 * @param <T> the choices' type; their {@code toString()} is what the user reads
 */
public final class Dropdown<T> extends Control<T> {

  private final List<T> options;

  /**
   * A menu with the first option chosen.
   *
   * @param description its label
   * @param options the choices, at least one
   * @throws IllegalArgumentException if there is no choice
   */
  public Dropdown(String description, List<T> options) {
    super(
        Model.control("Dropdown"),
        Map.of(
            "description",
            description,
            "_options_labels",
            notEmpty(options).stream().map(String::valueOf).toList(),
            "index",
            0),
        "index");
    this.options = List.copyOf(options);
  }

  private static <T> List<T> notEmpty(List<T> options) {
    if (options.isEmpty()) {
      throw new IllegalArgumentException("a dropdown needs at least one option, got none");
    }
    return options;
  }

  /**
   * The choices.
   *
   * @return all of them in order
   */
  public List<T> options() {
    return options;
  }

  @Override
  Object toState(T value) {
    int index = options.indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException("no option " + value + "; there are: " + options);
    }
    return index;
  }

  @Override
  T fromState(Object value) {
    return options.get(Bounds.checked(Bounds.whole(value), 0, options.size() - 1));
  }
}
