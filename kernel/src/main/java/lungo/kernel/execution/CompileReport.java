package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.tools.Diagnostic;
import lungo.kernel.execution.cell.Wrong;

/** Reports what the compiler has against a cell: each error at its place, with a caret. */
final class CompileReport {

  private final Spelling spelling;

  CompileReport(Spelling spelling) {
    this.spelling = spelling;
  }

  /** The outcome of a cell that some of its snippets made impossible. */
  Outcome.Failed of(Cell cell, List<Wrong> snippets) {
    var lines = new ArrayList<String>();
    String summary = "";
    int count = 0;
    for (Wrong snippet : snippets) {
      for (Wrong.Problem error : snippet.errors()) {
        if (count++ == 0) {
          summary = summary(cell, snippet, error);
        } else {
          lines.add("");
        }
        lines.addAll(report(cell, snippet, error));
      }
    }
    if (count == 0) {
      summary = "the cell does not compile";
      lines.add(summary);
    } else if (count > 1) {
      summary += " (and " + (count - 1) + " more)";
    }
    return new Outcome.Failed("CompilationError", summary, lines);
  }

  private static Optional<Place> place(Cell cell, Wrong snippet, Wrong.Problem error) {
    if (error.position() == Diagnostic.NOPOS) {
      return Optional.empty();
    }
    // Of a.b.c the compiler marks all when it does not know c; its position is the dot before c.
    boolean isUnknown = error.code().startsWith(Spelling.UNKNOWN_NAME);
    int start = (int) Math.max(isUnknown ? error.position() : error.start(), 0);
    if (isUnknown && snippet.source().startsWith(".", start)) {
      start++;
    }
    int end = (int) Math.max(error.end(), start + 1);
    return Optional.of(new Place(cell, snippet.offset() + start, snippet.offset() + end));
  }

  private List<String> report(Cell cell, Wrong snippet, Wrong.Problem error) {
    Optional<Place> place = place(cell, snippet, error);
    List<String> message = message(error);
    var lines = new ArrayList<String>();
    String at = place.map(p -> p + ": ").orElse("");
    lines.add(at + Ansi.bold(message.get(0)));
    message.subList(1, message.size()).forEach(line -> lines.add("  " + line));
    place.ifPresent(p -> lines.addAll(p.excerpt(1, true)));
    spelling.hint(snippet.source(), error).ifPresent(hint -> lines.add("  " + hint));
    return lines;
  }

  private String summary(Cell cell, Wrong snippet, Wrong.Problem error) {
    String at = place(cell, snippet, error).map(p -> p + ": ").orElse("");
    return at + String.join(", ", message(error));
  }

  /** The compiler's message, without the lines that speak of JShell's wrapper classes. */
  private static List<String> message(Wrong.Problem error) {
    List<String> lines =
        Snippets.expunge(error.message())
            .replaceFirst("(?s)^cannot find symbol\\s+symbol:\\s+", "cannot find symbol: ")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.matches("location:\\s+class\\s*"))
            .toList();
    return lines.isEmpty() ? List.of("the compiler gives no reason") : lines;
  }
}
