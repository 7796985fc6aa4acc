package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message part's fields, read by name and type with errors that say what was expected. */
final class Fields {

  private final String owner;
  private final Map<String, Object> values;

  Fields(String owner, Map<String, Object> values) {
    this.owner = owner;
    this.values = values;
  }

  String text(String name) throws BadMessageException {
    return require(name, optional(name, String.class, "text"));
  }

  String text(String name, String otherwise) throws BadMessageException {
    return optional(name, String.class, "text").orElse(otherwise);
  }

  boolean flag(String name, boolean otherwise) throws BadMessageException {
    return optional(name, Boolean.class, "true or false").orElse(otherwise);
  }

  int integer(String name) throws BadMessageException {
    return require(name, integerIfPresent(name));
  }

  int integer(String name, int otherwise) throws BadMessageException {
    return integerIfPresent(name).orElse(otherwise);
  }

  Optional<Integer> integerIfPresent(String name) throws BadMessageException {
    Optional<Long> value = optional(name, Long.class, "a whole number");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() != value.get().intValue()) {
      throw new BadMessageException(owner + ": '" + name + "' is out of range: " + value.get());
    }
    return Optional.of(value.get().intValue());
  }

  @SuppressWarnings("unchecked") // Json makes maps with text keys only
  Map<String, Object> object(String name) throws BadMessageException {
    return optional(name, Map.class, "an object").orElse(Map.of());
  }

  @SuppressWarnings("unchecked") // elements are read as Object
  List<Object> array(String name) throws BadMessageException {
    return optional(name, List.class, "an array").orElse(List.of());
  }

  Optional<String> textIfPresent(String name) throws BadMessageException {
    return optional(name, String.class, "text");
  }

  private <T> T require(String name, Optional<T> value) throws BadMessageException {
    if (value.isEmpty()) {
      throw new BadMessageException(owner + ": '" + name + "' is missing");
    }
    return value.get();
  }

  private <T> Optional<T> optional(String name, Class<T> type, String expected)
      throws BadMessageException {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw new BadMessageException(
          owner
              + ": '"
              + name
              + "' must be "
              + expected
              + ", got "
              + value.getClass().getSimpleName());
    }
    return Optional.of(type.cast(value));
  }
}
