package lungo.kernel.rendering;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The components of a class of records as the columns of a table. */
final class RecordColumns {

  private final List<RecordComponent> components;

  private RecordColumns(List<RecordComponent> components) {
    this.components = components;
  }

  /**
   * The columns of a class; empty if it has none, keeps them from us, or writes its records in its
   * own way.
   */
  static Optional<RecordColumns> of(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null || components.length == 0 || writesItself(type)) {
      return Optional.empty();
    }
    boolean accessible =
        Arrays.stream(components).allMatch(component -> component.getAccessor().trySetAccessible());
    return accessible ? Optional.of(new RecordColumns(List.of(components))) : Optional.empty();
  }

  /** The compiler's own {@code toString()} of a record is final; those written by hand are not. */
  private static boolean writesItself(Class<?> type) {
    try {
      return !Modifier.isFinal(type.getMethod("toString").getModifiers());
    } catch (NoSuchMethodException e) {
      throw new LinkageError("every class has a toString()", e);
    }
  }

  /** The columns that all of some values have; empty unless all are records of one class. */
  static Optional<RecordColumns> ofAll(Iterable<?> values) {
    Class<?> common = null;
    for (Object value : values) {
      if (!(value instanceof Record) || (common != null && common != value.getClass())) {
        return Optional.empty();
      }
      common = value.getClass();
    }
    return common == null ? Optional.empty() : of(common);
  }

  List<String> names() {
    return components.stream().map(RecordComponent::getName).toList();
  }

  /** A record's values, in the columns' order. */
  Stream<@Nullable Object> values(Object record) {
    return components.stream().map(component -> value(component, record));
  }

  private static @Nullable Object value(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (InvocationTargetException e) {
      return "(its accessor threw " + e.getCause() + ")";
    } catch (IllegalAccessException e) {
      throw new LinkageError("the accessor was made accessible", e);
    }
  }
}
