package lungo.kernel.rendering;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.display.Renderers;
import org.jspecify.annotations.Nullable;

/** The text of a value as {@code toString} gives it, with what is too long cut, saying so. */
final class ShortText {

  /** The most elements shown of a collection, and of one within another. */
  private static final int[] MOST = {100, 20, 5};

  private static final int MOST_CHARACTERS = 1_000;

  private final StringBuilder text = new StringBuilder();

  private ShortText() {}

  static String of(@Nullable Object value) {
    var text = new ShortText();
    text.append(value, 0);
    return text.text.toString();
  }

  private void append(@Nullable Object value, int depth) {
    if (value instanceof Collection<?> collection && isPlain(collection) && depth < MOST.length) {
      append('[', ']', collection, collection.iterator(), collection.size(), depth, this::append);
    } else if (value instanceof Map<?, ?> map && isPlain(map) && depth < MOST.length) {
      append('{', '}', map, map.entrySet().iterator(), map.size(), depth, this::appendEntry);
    } else if (value != null && value.getClass().isArray()) {
      text.append(Renderers.render(value).plainText());
    } else {
      appendCut(String.valueOf(value), depth);
    }
  }

  private <E> void append(
      char open,
      char close,
      Object whole,
      Iterator<E> elements,
      int size,
      int depth,
      BiConsumer<E, Integer> each) {
    text.append(open);
    for (int i = 0; elements.hasNext(); i++) {
      if (i > 0) {
        text.append(", ");
      }
      if (i == MOST[depth]) {
        text.append("… ").append(size - i).append(" more");
        break;
      }
      E element = elements.next();
      if (element == whole) {
        text.append("(itself)");
      } else {
        each.accept(element, depth + 1);
      }
    }
    text.append(close);
  }

  private void appendEntry(Map.Entry<?, ?> entry, int depth) {
    append(entry.getKey(), depth);
    text.append('=');
    append(entry.getValue(), depth);
  }

  private void appendCut(String whole, int depth) {
    if (depth == 0 || whole.length() <= MOST_CHARACTERS) {
      text.append(whole);
    } else {
      text.append(whole, 0, MOST_CHARACTERS);
      text.append("… ").append(whole.length() - MOST_CHARACTERS).append(" more characters");
    }
  }

  /** Whether a value's text is that of the JDK's collections, not one its class thought of. */
  static boolean isPlain(Object value) {
    try {
      Class<?> teller = value.getClass().getMethod("toString").getDeclaringClass();
      return teller.getName().startsWith("java.") && teller != Object.class;
    } catch (NoSuchMethodException e) {
      throw new LinkageError("every object has toString", e);
    }
  }
}
