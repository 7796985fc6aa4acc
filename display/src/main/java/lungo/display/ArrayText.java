package lungo.display;

import java.lang.reflect.Array;
import java.util.Locale;

/** The elements of an array as text, nested arrays in nested brackets; long ones are cut. */
final class ArrayText {

  /** How many elements are shown in all. */
  static final int SHOWN = 1000;

  private static final int MAX_DEPTH = 8;

  private final StringBuilder out = new StringBuilder();
  private int left = SHOWN;

  private ArrayText() {}

  static String of(Object array) {
    var text = new ArrayText();
    text.append(array, 0);
    return text.out.toString();
  }

  private void append(Object array, int depth) {
    int length = Array.getLength(array);
    out.append('[');
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        out.append(", ");
      }
      if (left == 0) {
        out.append(String.format(Locale.ROOT, "… %,d more", length - i));
        break;
      }
      Object element = Array.get(array, i);
      if (element != null && element.getClass().isArray() && depth < MAX_DEPTH) {
        append(element, depth + 1);
      } else {
        left--;
        out.append(element);
      }
    }
    out.append(']');
  }
}
