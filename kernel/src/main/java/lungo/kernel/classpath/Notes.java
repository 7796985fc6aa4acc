package lungo.kernel.classpath;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text file of sections, for what a start reads and asks hardly any of: a head of one line, which
 * ends with the length of the body, then the body. Of Latin-1, whose bytes become a text without a
 * look at each; so is a body, which is cut out by its length.
 */
final class Notes {

  private final String text;
  private int at;

  private Notes(String text) {
    this.text = text;
  }

  /** Reads a file. */
  static Notes read(Path file) throws IOException {
    return new Notes(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
  }

  /**
   * Writes a file.
   *
   * @throws IOException if it cannot be written, or the text is not Latin-1
   */
  static void write(Path file, CharSequence sections) throws IOException {
    Files.writeString(file, sections, StandardCharsets.ISO_8859_1);
  }

  /** A section as text. */
  static String section(String head, String body) {
    return head + " " + body.length() + "\n" + body + "\n";
  }

  boolean hasNext() {
    return at < text.length();
  }

  /** Whether the next head begins so. */
  boolean isNext(String beginning) {
    return text.startsWith(beginning, at);
  }

  /**
   * Goes on behind the next section.
   *
   * @return its head without the length, and its body
   * @throws IllegalArgumentException if the file is damaged there
   */
  Section next() {
    try {
      int end = text.indexOf('\n', at);
      int length = text.lastIndexOf(' ', end);
      int bodyEnd = end + 1 + Integer.parseInt(text, length + 1, end, 10);
      var section = new Section(text.substring(at, length), text.substring(end + 1, bodyEnd));
      at = bodyEnd + 1;
      return section;
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("damaged at " + at, e);
    }
  }

  /** A head and its body. */
  record Section(String head, String body) {}
}
