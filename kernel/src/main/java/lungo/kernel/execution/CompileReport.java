package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jdk.jshell.Diag;

/** Reports what the compiler has against a snippet: each error at its place, with a caret. */
final class CompileReport {

  private final Spelling spelling;

  CompileReport(Spelling spelling) {
    this.spelling = spelling;
  }

  /** The outcome of a cell that one of its snippets made impossible. */
  Outcome.Failed of(Cell cell, int offset, String source, List<Diag> diagnostics) {
    var piece = new Piece(offset, source, true);
    List<Diag> errors = diagnostics.stream().filter(Diag::isError).toList();
    var lines = new ArrayList<String>();
    for (Diag error : errors) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(report(cell, piece, error));
    }
    String summary =
        errors.isEmpty() ? "the cell does not compile" : summary(cell, piece, errors.get(0));
    if (errors.size() > 1) {
      summary += " (and " + (errors.size() - 1) + " more)";
    }
    return new Outcome.Failed(
        "CompilationError", summary, lines.isEmpty() ? List.of(summary) : lines);
  }

  private static Optional<Place> place(Cell cell, Piece piece, Diag error) {
    if (error.getPosition() == Diag.NOPOS) {
      return Optional.empty();
    }
    // Of a.b.c the compiler marks all when it does not know c; its position is the dot before c.
    boolean isUnknown = error.getCode().startsWith(Spelling.UNKNOWN_NAME);
    int start = (int) Math.max(isUnknown ? error.getPosition() : error.getStartPosition(), 0);
    if (isUnknown && piece.source().startsWith(".", start)) {
      start++;
    }
    int end = (int) Math.max(error.getEndPosition(), start + 1);
    return Optional.of(new Place(cell, piece.offset() + start, piece.offset() + end));
  }

  private List<String> report(Cell cell, Piece piece, Diag error) {
    Optional<Place> place = place(cell, piece, error);
    List<String> message = message(error);
    var lines = new ArrayList<String>();
    String at = place.map(p -> Ansi.bold(p + ": ")).orElse("");
    lines.add(at + Ansi.red(message.get(0)));
    message.subList(1, message.size()).forEach(line -> lines.add("  " + line));
    place.ifPresent(p -> lines.addAll(p.excerpt(1, true)));
    spelling.hint(piece.source(), error).ifPresent(hint -> lines.add("  " + hint));
    return lines;
  }

  private String summary(Cell cell, Piece piece, Diag error) {
    String at = place(cell, piece, error).map(p -> p + ": ").orElse("");
    return at + String.join(", ", message(error));
  }

  /** The compiler's message, without the lines that speak of JShell's wrapper classes. */
  private static List<String> message(Diag error) {
    List<String> lines =
        Snippets.expunge(error.getMessage(Locale.ROOT))
            .replaceFirst("(?s)^cannot find symbol\\s+symbol:\\s+", "cannot find symbol: ")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.matches("location:\\s+class\\s*"))
            .toList();
    return lines.isEmpty() ? List.of("the compiler gives no reason") : lines;
  }
}
