package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lungo.kernel.execution.cell.Declaration.Origin;
import org.jspecify.annotations.Nullable;

/**
 * A compilation unit, with the parts that its ranges come from and the places that its lines come
 * from.
 *
 * @param name the simple name of its main class
 * @param text its source
 * @param ranges which part wrote which range
 * @param lines which lines are copies of a cell's
 */
record Unit(String name, String text, List<Range> ranges, List<Lines> lines) {

  /** The prefix of the classes' names; JShell takes it out of messages and names. */
  static final String PREFIX = "$JShell$C";

  /** A range of the text. */
  record Range(int start, int end, int bodyStart, Part part) {}

  /** Lines that are copies of a cell's, from 1, and the range of the text that is. */
  record Lines(int first, int last, int start, int end, Supplier<Origin> origin) {}

  /** Where what stands at an index stands in its cell; empty if it is no copy. */
  Optional<Origin> origin(long index) {
    for (Lines l : lines) {
      if (l.start() <= index && index <= l.end()) {
        Origin origin = l.origin().get();
        int offset = origin.offset() + (int) index - l.start();
        return Optional.of(new Origin(origin.cell(), origin.text(), offset));
      }
    }
    return Optional.empty();
  }

  /** The range that an index is in; null if no part wrote what stands there. */
  @Nullable Range at(long index) {
    for (Range range : ranges) {
      if (range.start() <= index && index <= range.end()) {
        return range;
      }
    }
    return null;
  }

  /** The part that wrote what stands at an index; null if none did. */
  @Nullable Part partAt(long index) {
    Range range = at(index);
    return range == null ? null : range.part();
  }

  /** Where the code of a line stands in its cell. */
  static Optional<Origin> origin(List<Lines> lines, int line) {
    for (Lines l : lines) {
      if (l.first() <= line && line <= l.last()) {
        return Optional.of(forward(l.origin().get(), line - l.first()));
      }
    }
    return Optional.empty();
  }

  private static Origin forward(Origin origin, int lines) {
    int at = origin.offset();
    for (int i = 0; i < lines; i++) {
      int end = origin.text().indexOf('\n', at);
      if (end < 0) {
        break;
      }
      at = end + 1;
    }
    while (lines > 0 && at < origin.text().length() && isBlank(origin.text().charAt(at))) {
      at++;
    }
    return new Origin(origin.cell(), origin.text(), at);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Writes a unit. */
  static final class Writer {

    private final StringBuilder text = new StringBuilder();
    private final List<Range> ranges = new ArrayList<>();
    private final List<Lines> lines = new ArrayList<>();
    private int line = 1;

    Writer add(String code) {
      text.append(code);
      line += count(code);
      return this;
    }

    /** Adds code that is a copy of a cell's. */
    Writer copy(String code, Supplier<Origin> origin) {
      int first = line;
      int start = text.length();
      add(code);
      lines.add(new Lines(first, line, start, text.length(), origin));
      return this;
    }

    private static int count(String code) {
      int count = 0;
      for (int i = code.indexOf('\n'); i >= 0; i = code.indexOf('\n', i + 1)) {
        count++;
      }
      return count;
    }

    int position() {
      return text.length();
    }

    void range(int start, int bodyStart, Part part) {
      ranges.add(new Range(start, text.length(), bodyStart, part));
      add("\n");
    }

    Unit unit(String name) {
      return new Unit(name, text.toString(), List.copyOf(ranges), List.copyOf(lines));
    }
  }
}
