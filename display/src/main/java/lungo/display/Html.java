package lungo.display;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds an HTML fragment. Text and attribute values are escaped always, so that no value that a
 * notebook shows can become markup; only {@link #raw} passes through.
 *
 * <pre>{@code
 * var rows = new Html().open("table").row("th", "layer", "parameters").row("td", "fc", 850);
 * String html = rows.close().toString();
 * }</pre>
 */
public final class Html {

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** An empty fragment. */
  public Html() {}

  /**
   * Text with the five characters that mean something to HTML replaced.
   *
   * @param text any text
   * @return text that is safe between tags and inside quoted attributes
   */
  public static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /**
   * Opens a tag.
   *
   * @param tag its name, without angle brackets
   * @param attributes name and value in turn; values are escaped
   * @return this
   * @throws IllegalArgumentException if a value is missing
   */
  public Html open(String tag, Object... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(
          "attributes come as name and value in turn, got "
              + attributes.length
              + " for <"
              + tag
              + ">");
    }
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escape(String.valueOf(attributes[i + 1]))).append('"');
    }
    out.append('>');
    open.push(tag);
    return this;
  }

  /**
   * Closes the innermost open tag.
   *
   * @return this
   * @throws IllegalStateException if none is open
   */
  public Html close() {
    if (open.isEmpty()) {
      throw new IllegalStateException("no tag is open");
    }
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /**
   * Adds a value as escaped text.
   *
   * @param value any value
   * @return this
   */
  public Html text(Object value) {
    out.append(escape(String.valueOf(value)));
    return this;
  }

  /**
   * Adds an element with escaped text in it.
   *
   * @param tag the element's name
   * @param value its text
   * @param attributes name and value in turn
   * @return this
   */
  public Html element(String tag, Object value, Object... attributes) {
    return open(tag, attributes).text(value).close();
  }

  /**
   * Adds a table row.
   *
   * @param cellTag {@code th} or {@code td}
   * @param cells the cells' values; numbers are aligned to the right
   * @return this
   */
  public Html row(String cellTag, Object... cells) {
    open("tr");
    for (Object cell : cells) {
      String align = cell instanceof Number ? "right" : "left";
      element(cellTag, cell, "style", "text-align:" + align);
    }
    return close();
  }

  /**
   * Adds markup as it is. Never pass a user's text.
   *
   * @param html trusted markup
   * @return this
   */
  public Html raw(String html) {
    out.append(html);
    return this;
  }

  /** The fragment, with all tags that are still open closed. */
  @Override
  public String toString() {
    var closed = new StringBuilder(out);
    open.forEach(tag -> closed.append("</").append(tag).append('>'));
    return closed.toString();
  }
}
