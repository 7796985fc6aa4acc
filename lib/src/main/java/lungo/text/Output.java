package lungo.text;

import java.util.List;
import java.util.function.Consumer;

/** Hands on a text that grows, but for what may yet change: half characters, half stop texts. */
final class Output {

  private static final char UNKNOWN = '\uFFFD';

  private final Consumer<String> listener;
  private final List<String> stops;
  private String text = "";
  private int shown;

  Output(Consumer<String> listener, List<String> stops) {
    this.listener = listener;
    this.stops = stops;
  }

  /**
   * The text is now this.
   *
   * @return whether it has come to a stop
   */
  boolean update(String whole) {
    text = whole;
    for (String stop : stops) {
      int at = text.indexOf(stop, Math.max(0, shown - stop.length()));
      if (at >= 0) {
        text = text.substring(0, at);
        return true;
      }
    }
    show(text.length() - open());
    return false;
  }

  /** How many characters at the end may yet change. */
  private int open() {
    int open = 0;
    while (open < text.length() && text.charAt(text.length() - 1 - open) == UNKNOWN) {
      open++;
    }
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, text.length()); n > open; n--) {
        if (text.endsWith(stop.substring(0, n))) {
          open = n;
        }
      }
    }
    return open;
  }

  private void show(int end) {
    if (end > shown) {
      listener.accept(text.substring(shown, end));
      shown = end;
    }
  }

  /** Hands on what was held back. */
  String finish() {
    show(text.length());
    return text;
  }
}
