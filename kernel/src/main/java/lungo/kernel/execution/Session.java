package lungo.kernel.execution;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
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

  /** Adds jars and folders for the compiler and for the classes. */
  void addToClassPath(List<Path> paths) {
    if (!paths.isEmpty()) {
      jshell.addToClasspath(
          paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }
  }

  /** The value of the last of some pieces of code. */
  @Nullable Object value(String code) throws Exception {
    Object value = null;
    for (Piece piece : CellSource.split(new Cell(0, code), analysis).pieces()) {
      value = null;
      for (SnippetEvent event : jshell.eval(piece.source())) {
        Optional<Throwable> thrown = control.takeThrown();
        Object taken = control.takeValue();
        if (event.causeSnippet() != null) {
          continue;
        }
        if (event.status() == Status.REJECTED) {
          throw new IllegalArgumentException(
              jshell
                  .diagnostics(event.snippet())
                  .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                  .collect(Collectors.joining("; ")));
        }
        if (thrown.isPresent()) {
          throw rethrown(thrown.get());
        }
        value = taken;
        if (event.snippet().subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
          drop(event.snippet());
        }
      }
    }
    return value;
  }

  private static Exception rethrown(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof Exception exception ? exception : new IllegalStateException(thrown);
  }

  /** The variables that are declared and valid. */
  List<Variable> variables() {
    return jshell
        .variables()
        .filter(v -> jshell.status(v) == Status.VALID)
        .map(
            v ->
                new Variable(
                    v.name(),
                    v.typeName(),
                    classes.value(analysis.wrapper(v).fullClassName(), v.name())))
        .toList();
  }

  /** Drops all but the imports. */
  void reset() {
    List<Snippet> declared =
        jshell
            .snippets()
            .filter(s -> s.kind() != Snippet.Kind.IMPORT && jshell.status(s).isActive())
            .toList();
    for (Snippet snippet : declared) {
      if (snippet instanceof VarSnippet variable) {
        classes.forget(analysis.wrapper(variable).fullClassName(), variable.name());
      }
      jshell.drop(snippet);
    }
  }
}
