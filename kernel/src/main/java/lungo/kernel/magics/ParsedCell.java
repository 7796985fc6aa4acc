package lungo.kernel.magics;

import java.util.List;
import java.util.Optional;

/**
 * A cell taken apart.
 *
 * @param text the cell as its user wrote it
 * @param segments its pieces in order, without those that are blank
 * @param magics where its magics stand
 */
record ParsedCell(String text, List<Segment> segments, List<Span> magics) {

  /**
   * Where a magic stands.
   *
   * @param start index of its first percent sign
   * @param end index behind its line, or behind the cell for a magic that has it whole
   * @param isValue whether Java takes its value
   * @param call the magic
   */
  record Span(int start, int end, boolean isValue, MagicCall call) {}

  /** The magic whose line the cursor is on, behind its first percent sign. */
  Optional<Span> at(int cursor) {
    return magics.stream()
        .filter(m -> cursor > m.start() && cursor <= lineEnd(m.start()))
        .findFirst();
  }

  private int lineEnd(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** The cell with blanks for its magics, all else in its place. */
  String javaOnly() {
    var java = new StringBuilder(text);
    for (Span magic : magics) {
      String value = magic.isValue() ? (magic.end() - magic.start() >= 5 ? "null;" : "0;") : "";
      for (int i = magic.start(); i < magic.end(); i++) {
        int at = i - magic.start();
        if (java.charAt(i) != '\n') {
          java.setCharAt(i, at < value.length() ? value.charAt(at) : ' ');
        }
      }
    }
    return java.toString();
  }

  /** The magic that has the whole cell. */
  Optional<Segment.Whole> whole() {
    return !segments.isEmpty() && segments.get(0) instanceof Segment.Whole whole
        ? Optional.of(whole)
        : Optional.empty();
  }
}
