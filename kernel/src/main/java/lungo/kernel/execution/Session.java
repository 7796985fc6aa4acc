package lungo.kernel.execution;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
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

  private static final String UNREPEATED = "import " + Stop.class.getName() + ".*; ";

  private final JShell jshell;
  private final SourceCodeAnalysis analysis;
  private final CellControl control;
  private final CellClasses classes;
  private final CellThreads thread;
  private final Snippets snippets;
  private final CompileReport compileReport;
  private final ExceptionReport exceptionReport;

  Session(JShell jshell, CellControl control, CellClasses classes, CellThreads thread) {
    this.jshell = jshell;
    this.analysis = jshell.sourceCodeAnalysis();
    this.control = control;
    this.classes = classes;
    this.thread = thread;
    this.snippets = new Snippets(jshell);
    this.compileReport = new CompileReport(new Spelling(jshell));
    this.exceptionReport = new ExceptionReport(snippets);
  }

  /**
   * Declares imports: all in one evaluation, which costs as much as a single one; one by one, so
   * that the good ones count, if that is refused. JShell takes all for the first of them and would
   * drop all when a cell repeats it, so the first is one that no cell repeats.
   */
  void declareImports(List<String> imports) {
    if (imports.isEmpty() || isValid(jshell.eval(UNREPEATED + String.join(" ", imports)))) {
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
    Optional<Outcome.Failed> malformed = malformed(source);
    if (malformed.isPresent()) {
      return malformed.get();
    }
    var waiting = new ArrayList<DeclarationSnippet>();
    Outcome outcome = new Outcome.Nothing();
    for (Piece piece : source.pieces()) {
      outcome = run(source, piece, waiting);
      if (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Interrupted) {
        return outcome;
      }
    }
    tellWaiting(waiting);
    return thread.isStopped() ? new Outcome.Interrupted() : outcome;
  }

  /** A cell whose end cannot be parsed fails before any of it has run. */
  private Optional<Outcome.Failed> malformed(CellSource source) {
    if (source.pieces().isEmpty()) {
      return Optional.empty();
    }
    Piece last = source.pieces().get(source.pieces().size() - 1);
    if (last.isWhole()) {
      return Optional.empty();
    }
    boolean isMalformed =
        analysis.sourceToSnippets(last.source()).stream()
            .anyMatch(snippet -> snippet.kind() == Snippet.Kind.ERRONEOUS);
    // Evaluating what is malformed runs nothing, and says what is wrong with it.
    return isMalformed && run(source, last, new ArrayList<>()) instanceof Outcome.Failed failed
        ? Optional.of(failed)
        : Optional.empty();
  }

  private Outcome run(CellSource source, Piece piece, List<DeclarationSnippet> waiting) {
    if (thread.isStopped()) {
      return new Outcome.Interrupted();
    }
    List<SnippetEvent> events = jshell.eval(piece.source());
    tellLost();
    Outcome outcome = new Outcome.Nothing();
    for (SnippetEvent event : events) {
      if (event.causeSnippet() != null) {
        snippets.seen(event.snippet());
        continue;
      }
      snippets.add(event.snippet(), source, piece);
      outcome = outcomeOf(source, piece, event);
      if (isWaiting(event.status()) && event.snippet() instanceof DeclarationSnippet declaration) {
        waiting.add(declaration);
      }
    }
    return outcome;
  }

  private Outcome outcomeOf(CellSource source, Piece piece, SnippetEvent event) {
    Optional<Throwable> thrown = control.takeThrown();
    Object value = control.takeValue();
    if (event.status() == Status.REJECTED) {
      return compileReport.of(source, piece, jshell.diagnostics(event.snippet()).toList());
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      String message = Unresolved.sentence(jshell, e.getSnippet());
      return new Outcome.Failed("UnresolvedReference", message, List.of(Ansi.red(message)));
    }
    if (thrown.isPresent()) {
      return failed(thrown.get());
    }
    return shows(event.snippet(), value) ? shown(event.snippet(), value) : new Outcome.Nothing();
  }

  /** The report of an exception that ended a thread; the compiler is locked. */
  List<String> report(Throwable thrown) {
    return exceptionReport.of(thrown).traceback();
  }

  private Outcome failed(Throwable thrown) {
    return thread.isStopped() ? new Outcome.Interrupted() : exceptionReport.of(thrown);
  }

  /** Expressions show their values; assignments, calls of void methods and declarations do not. */
  private static boolean shows(Snippet snippet, @Nullable Object value) {
    return switch (snippet.subKind()) {
      case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND -> true;
      case TEMP_VAR_EXPRESSION_SUBKIND ->
          value != null || !((VarSnippet) snippet).typeName().equals("Void");
      default -> false;
    };
  }

  private Outcome shown(Snippet snippet, @Nullable Object value) {
    try {
      return new Outcome.Value(clean(thread.run(() -> Renderers.render(value))));
    } catch (Exception | StackOverflowError | OutOfMemoryError | Stop.Interruption e) {
      return failed(e);
    } finally {
      if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
        drop((VarSnippet) snippet);
      }
    }
  }

  /** {@code Shape@1b2c} is what the user expects of a class without toString. */
  private static MimeBundle clean(MimeBundle bundle) {
    MimeBundle cleaned = bundle;
    for (String mime : List.of(MimeBundle.TEXT, MimeBundle.HTML)) {
      if (bundle.data().get(mime) instanceof String text && text.contains("REPL.$JShell$")) {
        cleaned = cleaned.with(mime, Snippets.expunge(text));
      }
    }
    return cleaned;
  }

  /** Drops a temporary, so that the cells that follow need not import it. */
  private void drop(VarSnippet temporary) {
    String wrapper = analysis.wrapper(temporary).fullClassName();
    jshell.drop(temporary);
    classes.forget(wrapper, temporary.name());
  }

  private static boolean isWaiting(Status status) {
    return status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
  }

  /** Says which of a cell's declarations still wait for others when the cell ends. */
  private void tellWaiting(List<DeclarationSnippet> declarations) {
    for (DeclarationSnippet declaration : declarations) {
      if (isWaiting(jshell.status(declaration))) {
        String at = snippets.placeOf(declaration).map(place -> place + ": ").orElse("");
        System.err.println(at + Unresolved.sentence(jshell, declaration));
      }
    }
  }

  private void tellLost() {
    List<String> lost = classes.takeLost();
    if (!lost.isEmpty()) {
      System.err.println(
          "reset, because what their type is made of was redefined: " + String.join(", ", lost));
    }
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
          drop((VarSnippet) event.snippet());
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
