package lungo.models;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a network is built from, as text.
 *
 * @param values by name
 */
record Settings(Map<String, String> values) {

  Settings {
    values = Map.copyOf(values);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no '" + name + "' in the model's configuration; it has " + values.keySet());
    }
    return value;
  }

  int number(String name) {
    return number(name, text(name));
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number, got '" + value + "'", e);
    }
  }

  /** Numbers with commas between them, or none. */
  List<Integer> numbers(String name) {
    String all = text(name);
    return all.isEmpty()
        ? List.of()
        : Arrays.stream(all.split(",", -1)).map(value -> number(name, value)).toList();
  }

  int number(String name, int fallback) {
    return values.containsKey(name) ? number(name) : fallback;
  }

  double real(String name) {
    String value = text(name);
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, got '" + value + "'", e);
    }
  }

  /** One of the choices, the fallback where the setting is missing. */
  <E extends Enum<E>> E choice(String name, E[] choices, E fallback) {
    String value = values.getOrDefault(name, fallback.name());
    for (E choice : choices) {
      if (choice.name().equals(value)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "no " + name + " '" + value + "'; there are: " + Arrays.toString(choices));
  }
}
