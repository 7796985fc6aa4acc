package lungo.kernel.rendering;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value as text like that of {@code toString()}, with arrays as their elements and what is long
 * cut and counted. Values that contain themselves, and those that never end, end here.
 */
final class ValueText {

  private static final int MAX_ELEMENTS = 1000;
  private static final int MAX_LENGTH = 20_000;
  private static final int MAX_DEPTH = 16;

  private final StringBuilder out = new StringBuilder();
  private final int maxLength;
  private final Set<Object> around = Collections.newSetFromMap(new IdentityHashMap<>());
  private int elementsLeft = MAX_ELEMENTS;

  private ValueText(int maxLength) {
    this.maxLength = maxLength;
  }

  /** The text, of some pages at most. */
  static String of(@Nullable Object value) {
    return of(value, MAX_LENGTH);
  }

  /** The text, of as many UTF-16 units at most and a note of how many more there are. */
  static String of(@Nullable Object value, int maxLength) {
    var text = new ValueText(maxLength);
    text.append(value);
    return cut(text.out.toString(), maxLength);
  }

  private static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return text.substring(0, end) + count("… %,d more characters", text.length() - end);
  }

  static String count(String format, long number) {
    return String.format(Locale.ROOT, format, number);
  }

  private void append(@Nullable Object value) {
    if (value == null || !isContainer(value)) {
      out.append(value);
    } else if (around.size() == MAX_DEPTH) {
      out.append("(more, nested deeper)");
    } else if (!around.add(value)) {
      out.append("(the same again)");
    } else {
      appendContainer(value);
      around.remove(value);
    }
  }

  private void appendContainer(Object value) {
    if (value instanceof Map<?, ?> map) {
      elements('{', '}', map.entrySet().iterator(), map.size(), this::entry);
    } else if (value instanceof Collection<?> collection) {
      elements('[', ']', collection.iterator(), collection.size(), this::append);
    } else {
      elements('[', ']', iterator(value), Array.getLength(value), this::append);
    }
  }

  private void entry(Map.Entry<?, ?> entry) {
    append(entry.getKey());
    out.append('=');
    append(entry.getValue());
  }

  private <T extends @Nullable Object> void elements(
      char open, char close, Iterator<T> elements, long size, Consumer<T> append) {
    out.append(open);
    for (long i = 0; elements.hasNext(); i++) {
      out.append(i == 0 ? "" : ", ");
      if (elementsLeft == 0 || out.length() > maxLength) {
        out.append(count("… %,d more", Math.max(1, size - i)));
        break;
      }
      elementsLeft--;
      append.accept(elements.next());
    }
    out.append(close);
  }

  private static Iterator<@Nullable Object> iterator(Object array) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < Array.getLength(array);
      }

      @Override
      public @Nullable Object next() {
        return Array.get(array, next++);
      }
    };
  }

  /** Whether the elements say more than the value's own text, which its author may have written. */
  static boolean isContainer(Object value) {
    if (value.getClass().isArray()) {
      return true;
    }
    if (!(value instanceof Map) && !(value instanceof Collection)) {
      return false;
    }
    try {
      Class<?> author = value.getClass().getMethod("toString").getDeclaringClass();
      return author == Object.class || author.getName().startsWith("java.");
    } catch (NoSuchMethodException e) {
      throw new LinkageError("every class has a toString()", e);
    }
  }
}
