package lungo.experiment;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run's settings by name: text, numbers, truth values, lists and settings of settings.
 *
 * <pre>{@code
 * var rate = run.config().number("rate");
 * }</pre>
 *
 * @param values name to value, in order
 */
public record Configuration(Map<String, Object> values) {

  /**
   * Copies the map.
   *
   * @param values name to value, in order
   */
  public Configuration {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Takes over a record's components or a map's entries.
   *
   * @param settings a record or a map; in it text, enums, paths, durations, finite numbers, truth
   *     values, and lists, arrays, records and maps of these
   * @throws IllegalArgumentException if it holds anything else; the message names it
   */
  static Configuration of(Object settings) {
    if (settings instanceof Configuration own) {
      return own;
    }
    if (!(settings instanceof Record) && !(settings instanceof Map<?, ?>)) {
      throw new IllegalArgumentException(
          "the configuration must be a record or a map, got a " + settings.getClass().getName());
    }
    return new Configuration(map(settings, ""));
  }

  private static Map<String, Object> map(Object settings, String path) {
    var values = new LinkedHashMap<String, Object>();
    if (settings instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            String key = String.valueOf(name);
            values.put(key, plain(value, path + key));
          });
      return values;
    }
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String name = component.getName();
      values.put(name, plain(component(settings, component), path + name));
    }
    return values;
  }

  private static @Nullable Object component(Object settings, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(settings);
    } catch (IllegalAccessException | InvocationTargetException | RuntimeException e) {
      throw new IllegalArgumentException(
          "the configuration's '" + component.getName() + "' cannot be read: " + e, e);
    }
  }

  private static Object plain(@Nullable Object value, String path) {
    if (value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number && isPlain(number, path)) {
      return number;
    }
    if (value instanceof Enum<?> || value instanceof Path || value instanceof Duration) {
      return value.toString();
    }
    if (value instanceof Map<?, ?> || value instanceof Record) {
      return map(value, path + ".");
    }
    if (value instanceof Iterable<?> list) {
      var items = new ArrayList<Object>();
      list.forEach(item -> items.add(plain(item, path)));
      return items;
    }
    if (value != null && value.getClass().isArray()) {
      int length = Array.getLength(value);
      return IntStream.range(0, length).mapToObj(i -> plain(Array.get(value, i), path)).toList();
    }
    throw new IllegalArgumentException(
        "the configuration's '"
            + path
            + "' is "
            + (value == null ? "null" : "a " + value.getClass().getName())
            + ", which cannot be written; expected text, numbers, true or false, and lists, records"
            + " and maps of them");
  }

  private static boolean isPlain(Number number, String path) {
    if (!Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException(
          "the configuration's '" + path + "' must be a finite number, got " + number);
    }
    return number instanceof Integer
        || number instanceof Long
        || number instanceof Double
        || number instanceof Float
        || number instanceof Short
        || number instanceof Byte;
  }

  /**
   * A number.
   *
   * @param name its name; a dot leads into settings of settings
   * @return the number
   * @throws IllegalArgumentException if there is none; the message has the names
   */
  public double number(String name) {
    return typed(name, Number.class, "a number").doubleValue();
  }

  /**
   * A whole number.
   *
   * @param name its name; a dot leads into settings of settings
   * @return the number
   * @throws IllegalArgumentException if there is none, or it is no whole number of 32 bits
   */
  public int integer(String name) {
    Number value = typed(name, Number.class, "a whole number");
    if (value.doubleValue() != value.intValue()) {
      throw new IllegalArgumentException("'" + name + "' is no whole number but " + value);
    }
    return value.intValue();
  }

  /**
   * A text.
   *
   * @param name its name; a dot leads into settings of settings
   * @return the text
   * @throws IllegalArgumentException if there is none; the message has the names
   */
  public String text(String name) {
    return typed(name, String.class, "a text");
  }

  /**
   * A truth value.
   *
   * @param name its name; a dot leads into settings of settings
   * @return the value
   * @throws IllegalArgumentException if there is none; the message has the names
   */
  public boolean flag(String name) {
    return typed(name, Boolean.class, "true or false");
  }

  private <T> T typed(String name, Class<T> type, String expected) {
    Map<String, Object> all = flat();
    Object value = all.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no setting '" + name + "'; the configuration has " + String.join(", ", all.keySet()));
    }
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' must be " + expected + ", it is " + value);
    }
    return type.cast(value);
  }

  /** Settings of settings beside the others, under names with dots. */
  Map<String, Object> flat() {
    var flat = new LinkedHashMap<String, Object>();
    flatten("", values, flat);
    return flat;
  }

  private static void flatten(String path, Map<?, ?> values, Map<String, Object> into) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flatten(path + name + ".", inner, into);
          } else {
            into.put(path + name, value instanceof List<?> list ? list.toString() : value);
          }
        });
  }
}
