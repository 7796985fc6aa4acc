package lungo.kernel.magics;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lungo.display.Html;
import lungo.kernel.execution.Completion;
import lungo.kernel.execution.Completion.Candidate;
import lungo.kernel.execution.Inspection;

/** Completes and explains magics; hands Java to the interpreter, everything in its place. */
final class MagicCompletion {

  private final CellRunner runner;

  MagicCompletion(CellRunner runner) {
    this.runner = runner;
  }

  Completion complete(ParsedCell cell, int cursor) {
    Optional<ParsedCell.Span> magic = cell.at(cursor);
    if (magic.isPresent()) {
      return complete(cell, magic.get(), cursor);
    }
    if (isSign(cell.text(), cursor)) {
      return names(cell.text(), cursor);
    }
    Optional<Magic> whole = cell.whole().flatMap(w -> runner.magics().cell(w.call().name()));
    if (whole.isPresent()) {
      return whole.get().takesJava()
          ? runner.interpreter().complete(bodyOnly(cell), cursor)
          : new Completion(cursor, cursor, List.of());
    }
    String java = cell.javaOnly();
    OptionalInt literal = literal(java, cursor);
    return literal.isPresent()
        ? paths(java, literal.getAsInt(), cursor)
        : runner.interpreter().complete(java, cursor);
  }

  /** Where the text of the string literal begins that the cursor is in. */
  private static OptionalInt literal(String java, int cursor) {
    int line = java.lastIndexOf('\n', cursor - 1) + 1;
    int begin = -1;
    for (int i = line; i < cursor; i++) {
      char c = java.charAt(i);
      if (c == '\\' && begin >= 0) {
        i++;
      } else if (c == '"') {
        begin = begin < 0 ? i + 1 : -1;
      } else if (begin < 0 && java.startsWith("//", i)) {
        break;
      } else if (begin < 0 && java.startsWith("'\"'", i)) {
        i += 2;
      }
    }
    return begin < 0 ? OptionalInt.empty() : OptionalInt.of(begin);
  }

  private Completion paths(String java, int start, int cursor) {
    String typed = java.substring(start, cursor);
    List<Candidate> candidates =
        WorkspacePaths.complete(typed, runner, path -> true).stream()
            .map(path -> new Candidate(path, "path", ""))
            .toList();
    return new Completion(start, cursor, candidates);
  }

  Optional<Inspection> inspect(ParsedCell cell, int cursor, boolean detailed) {
    Optional<ParsedCell.Span> span =
        cell.magics().stream()
            .filter(m -> cursor >= m.start() && cursor <= nameEnd(cell, m))
            .findFirst();
    if (span.isEmpty()) {
      String java = cell.whole().isPresent() ? bodyOnly(cell) : cell.javaOnly();
      return runner.interpreter().inspect(java, cursor, detailed);
    }
    return magic(cell, span.get()).map(MagicCompletion::help);
  }

  private Completion complete(ParsedCell cell, ParsedCell.Span span, int cursor) {
    if (cursor <= nameEnd(cell, span)) {
      return names(cell.text(), cursor);
    }
    Optional<Magic> magic = magic(cell, span);
    if (magic.isEmpty()) {
      return new Completion(cursor, cursor, List.of());
    }
    String text = cell.text();
    if (magic.get().takesJava()) {
      int begin = nameEnd(cell, span);
      String java = blank(text.substring(0, begin)) + text.substring(begin);
      return runner.interpreter().complete(java, cursor);
    }
    int start = cursor;
    while (start > nameEnd(cell, span) && !Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    List<Candidate> candidates =
        magic.get().complete(text.substring(start, cursor), runner).stream()
            .map(argument -> new Candidate(argument, "text", ""))
            .toList();
    return new Completion(start, cursor, candidates);
  }

  private Completion names(String text, int cursor) {
    int start = cursor;
    while (start > 0 && isNameOrSign(text.charAt(start - 1))) {
      start--;
    }
    String typed = text.substring(start, cursor);
    List<Candidate> candidates =
        runner.magics().names(typed).stream()
            .map(name -> new Candidate(name, "magic", summary(name)))
            .toList();
    return new Completion(start, cursor, candidates);
  }

  private String summary(String name) {
    Optional<? extends Magic> magic =
        name.startsWith("%%")
            ? runner.magics().cell(name.substring(2))
            : runner.magics().line(name.substring(1));
    return magic.map(m -> m.manual().summary()).orElse("");
  }

  private Optional<Magic> magic(ParsedCell cell, ParsedCell.Span span) {
    String name = span.call().name();
    return cell.whole().isPresent()
        ? runner.magics().cell(name).map(m -> m)
        : runner.magics().line(name).map(m -> m);
  }

  /** Behind the magic's name. */
  private static int nameEnd(ParsedCell cell, ParsedCell.Span span) {
    int end = span.start();
    while (end < cell.text().length() && isNameOrSign(cell.text().charAt(end))) {
      end++;
    }
    return end;
  }

  /** Whether a line consists of percent signs up to the cursor, which the parser takes for none. */
  private static boolean isSign(String text, int cursor) {
    String line = text.substring(text.lastIndexOf('\n', cursor - 1) + 1, cursor).strip();
    return line.equals("%") || line.equals("%%");
  }

  private static boolean isNameOrSign(char c) {
    return c == '%' || c == '_' || Character.isLetterOrDigit(c);
  }

  /** A cell magic's body in its place. */
  private static String bodyOnly(ParsedCell cell) {
    int body = cell.text().indexOf('\n', cell.magics().get(0).start());
    return body < 0
        ? blank(cell.text())
        : blank(cell.text().substring(0, body)) + cell.text().substring(body);
  }

  private static String blank(String text) {
    return text.replaceAll("[^\n]", " ");
  }

  private static Inspection help(Magic magic) {
    Manual manual = magic.manual();
    String text = manual.summary() + "\n\n" + manual.usage();
    String html =
        new Html().element("p", manual.summary()).element("pre", manual.usage()).toString();
    return new Inspection(text, html);
  }
}
