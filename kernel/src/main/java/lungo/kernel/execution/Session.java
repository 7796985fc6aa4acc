package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import lungo.kernel.execution.CellSource.Piece;
import org.jspecify.annotations.Nullable;

/** What the cells have declared so far, and the running of one more cell on top of it. */
final class Session {

  private final JShell jshell;
  private final SourceCodeAnalysis analysis;
  private final CellControl control;
  private final CellClasses classes;
  private final CellThread thread;
  private final Map<String, Origin> origins = new HashMap<>();

  /** Where a snippet stands: its cell, and its place in the cell. */
  record Origin(CellSource source, int offset) {}

  Session(JShell jshell, CellControl control, CellClasses classes, CellThread thread) {
    this.jshell = jshell;
    this.analysis = jshell.sourceCodeAnalysis();
    this.control = control;
    this.classes = classes;
    this.thread = thread;
  }

  /**
   * Declares imports: all in one evaluation, which costs as much as a single one; one by one, so
   * that the good ones count, if that is refused.
   */
  void declareImports(List<String> imports) {
    if (imports.isEmpty() || isValid(jshell.eval(String.join(" ", imports)))) {
      return;
    }
    for (String declaration : imports) {
      if (!isValid(jshell.eval(declaration))) {
        System.err.println("cannot be imported at start: " + declaration);
      }
    }
  }

  private static boolean isValid(List<SnippetEvent> events) {
    return events.stream().allMatch(e -> e.status() == Status.VALID);
  }

  /** Runs a cell; the compiler is locked. */
  Outcome run(Cell cell) {
    CellSource source = CellSource.split(cell, analysis);
    Outcome outcome = new Outcome.Nothing();
    for (Piece piece : source.pieces()) {
      outcome = run(source, piece);
      if (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Interrupted) {
        return outcome;
      }
    }
    return outcome;
  }

  private Outcome run(CellSource source, Piece piece) {
    if (thread.isStopped()) {
      return new Outcome.Interrupted();
    }
    List<SnippetEvent> events = jshell.eval(piece.source());
    Outcome outcome = new Outcome.Nothing();
    for (SnippetEvent event : events) {
      if (event.causeSnippet() == null) {
        origins.put(event.snippet().id(), new Origin(source, piece.offset()));
        outcome = outcomeOf(event);
      }
    }
    return outcome;
  }

  private Outcome outcomeOf(SnippetEvent event) {
    Optional<Throwable> thrown = control.takeThrown();
    Object value = control.takeValue();
    if (event.status() == Status.REJECTED) {
      var lines = new ArrayList<String>();
      jshell.diagnostics(event.snippet()).forEach(d -> lines.add(d.getMessage(null)));
      return new Outcome.Failed("CompilationError", String.join("; ", lines), lines);
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      return new Outcome.Failed("UnresolvedReference", String.valueOf(e.getMessage()), List.of());
    }
    if (thrown.isPresent()) {
      return thrown.get() instanceof Stop.Interruption || thread.isStopped()
          ? new Outcome.Interrupted()
          : new Outcome.Failed(
              thrown.get().getClass().getName(),
              String.valueOf(thrown.get().getMessage()),
              List.of(thrown.get().toString()));
    }
    return shows(event.snippet()) ? shown(event.snippet(), value) : new Outcome.Nothing();
  }

  private static boolean shows(Snippet snippet) {
    return switch (snippet.subKind()) {
      case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }

  private Outcome shown(Snippet snippet, @Nullable Object value) {
    try {
      MimeBundle bundle = thread.run(() -> Renderers.render(value));
      return new Outcome.Value(bundle);
    } catch (Exception | Error e) {
      return new Outcome.Failed(
          e.getClass().getName(), String.valueOf(e.getMessage()), List.of(e.toString()));
    } finally {
      if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
        drop(snippet);
      }
    }
  }

  /** Drops a temporary, so that the cells that follow need not import it. */
  private void drop(Snippet temporary) {
    String wrapper = analysis.wrapper(temporary).fullClassName();
    jshell.drop(temporary);
    classes.forget(wrapper, ((jdk.jshell.VarSnippet) temporary).name());
  }
}
