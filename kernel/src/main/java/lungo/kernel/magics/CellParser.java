package lungo.kernel.magics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.kernel.execution.cell.JavaLiteral;

/**
 * Takes a cell apart into Java and magics. A line magic is {@code %name arguments} at the beginning
 * of a statement's line or behind an equals sign; a cell magic is {@code %%name arguments} on the
 * cell's first line. What stands in strings, text blocks, characters and comments is none, and
 * neither is the remainder operator.
 */
public final class CellParser {

  private static final Pattern WHOLE =
      Pattern.compile("\\s*?^[ \\t]*%%(\\w+)([^\\n]*)(\\n|\\z)", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("%?%(\\w+)");

  private final String code;
  private final Predicate<String> isKnown;
  private final List<Segment> segments = new ArrayList<>();
  private final List<ParsedCell.Span> magics = new ArrayList<>();
  private final StringBuilder java = new StringBuilder();
  private int at;
  private int line;
  private int braces;
  private int parentheses;

  /** The last character of code that is neither blank nor comment; 0 at the beginning. */
  private char last;

  private boolean isLineBlank = true;
  private boolean cutAtLineEnd;

  private CellParser(String code, Predicate<String> isKnown) {
    this.code = code;
    this.isKnown = isKnown;
  }

  /**
   * Takes a cell apart, with the magics of this class path.
   *
   * @param code the cell
   * @return its pieces in order, without those that are blank; a magic inside of Java is a call of
   *     {@link MagicCalls}
   */
  public static List<Segment> segments(String code) {
    var magics = new Magics();
    return parse(code, name -> magics.line(name).isPresent()).segments();
  }

  /**
   * Takes a cell apart.
   *
   * @param code the cell
   * @param isKnown whether there is a line magic of that name
   */
  static ParsedCell parse(String code, Predicate<String> isKnown) {
    Matcher whole = WHOLE.matcher(code);
    if (whole.lookingAt()) {
      return wholeCell(code, whole);
    }
    var parser = new CellParser(code, isKnown);
    parser.parse();
    return new ParsedCell(code, List.copyOf(parser.segments), List.copyOf(parser.magics));
  }

  private static ParsedCell wholeCell(String code, Matcher header) {
    int start = code.indexOf("%%");
    int line = (int) code.substring(0, start).chars().filter(c -> c == '\n').count();
    MagicCall call = call(code, header.group(1), header.start(2), header.end(2), line);
    var segment = new Segment.Whole(call, code.substring(header.end()));
    return new ParsedCell(
        code, List.of(segment), List.of(new ParsedCell.Span(start, code.length(), false, call)));
  }

  private static MagicCall call(String code, String name, int from, int to, int line) {
    int start = from;
    while (start < to && Character.isWhitespace(code.charAt(start))) {
      start++;
    }
    int column = start - (code.lastIndexOf('\n', Math.max(0, start - 1)) + 1);
    return new MagicCall(name, code.substring(start, to).stripTrailing(), line, column);
  }

  private void parse() {
    while (at < code.length()) {
      char c = code.charAt(at);
      if (c == '%' && takeMagic()) {
        continue;
      }
      if (code.startsWith("//", at)) {
        copyTo(lineEnd());
      } else if (code.startsWith("/*", at)) {
        int end = code.indexOf("*/", at + 2);
        copyTo(end < 0 ? code.length() : end + 2);
        isLineBlank = false;
      } else if (c == '"' || c == '\'') {
        copyTo(literalEnd(c));
        seen(c);
      } else {
        copyTo(at + 1);
        plain(c);
      }
    }
    flush();
  }

  private void plain(char c) {
    switch (c) {
      case '{' -> braces++;
      case '}' -> braces--;
      case '(', '[' -> parentheses++;
      case ')', ']' -> parentheses--;
      case '\n' -> {
        isLineBlank = true;
        if (cutAtLineEnd) {
          cutAtLineEnd = false;
          flush();
        }
      }
      default -> {}
    }
    if (!Character.isWhitespace(c)) {
      seen(c);
    }
  }

  private void seen(char c) {
    last = c;
    isLineBlank = false;
  }

  private boolean takeMagic() {
    Matcher name = NAME.matcher(code).region(at, code.length());
    if (!name.lookingAt() || parentheses > 0) {
      return false;
    }
    boolean isTop = braces <= 0;
    boolean beginsStatement = isLineBlank && (last == 0 || ";{}".indexOf(last) >= 0);
    boolean isMisplaced = code.startsWith("%%", at);
    String known = (isMisplaced ? "%" : "") + name.group(1);
    MagicCall call = call(code, known, name.end(), lineEnd(), line);
    if (last == '=' && !isMisplaced) {
      takeValue(call, isTop);
      return true;
    }
    if (isTop && (beginsStatement || (isLineBlank && isKnown.test(known)))) {
      flush();
      segments.add(new Segment.Line(call));
      skipLine(call, false);
      return true;
    }
    if (beginsStatement && isKnown.test(known)) {
      java.append(javaCall(call)).append(';');
      skipLine(call, false);
      return true;
    }
    return false;
  }

  /** {@code = %name arguments}; what follows in the cell may need what the magic brings. */
  private void takeValue(MagicCall call, boolean isTop) {
    java.append(javaCall(call)).append(';');
    skipLine(call, true);
    cutAtLineEnd = isTop;
  }

  private void skipLine(MagicCall call, boolean isValue) {
    int end = lineEnd();
    magics.add(new ParsedCell.Span(at, end, isValue, call));
    at = end;
    last = ';';
    isLineBlank = false;
  }

  private static String javaCall(MagicCall call) {
    return MagicCalls.class.getName()
        + ".line("
        + JavaLiteral.of(call.name())
        + ", "
        + JavaLiteral.of(call.text())
        + ")";
  }

  private int lineEnd() {
    int end = code.indexOf('\n', at);
    return end < 0 ? code.length() : end;
  }

  /**
   * Behind the string, text block or character that begins here; one that is not closed ends at its
   * line.
   */
  private int literalEnd(char quote) {
    boolean isBlock = code.startsWith("\"\"\"", at);
    String close = isBlock ? "\"\"\"" : String.valueOf(quote);
    int i = at + close.length();
    while (i < code.length()) {
      char c = code.charAt(i);
      if (c == '\\') {
        i += 2;
      } else if (code.startsWith(close, i)) {
        return i + close.length();
      } else if (c == '\n' && !isBlock) {
        return i;
      } else {
        i++;
      }
    }
    return code.length();
  }

  private void copyTo(int end) {
    if (java.isEmpty()) {
      java.append("\n".repeat(line));
    }
    for (int i = at; i < end; i++) {
      if (code.charAt(i) == '\n') {
        line++;
      }
    }
    java.append(code, at, end);
    at = end;
  }

  private void flush() {
    if (!java.toString().isBlank()) {
      segments.add(new Segment.Java(java.toString()));
    }
    java.setLength(0);
  }
}
