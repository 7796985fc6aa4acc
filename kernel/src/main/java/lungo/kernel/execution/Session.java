package lungo.kernel.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import lungo.display.Display;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import lungo.kernel.execution.cell.CellEngine;
import lungo.kernel.execution.cell.CellResult;
import lungo.kernel.execution.cell.ClassStore;
import lungo.kernel.execution.cell.Javac;
import lungo.kernel.execution.cell.Wrong;
import org.jspecify.annotations.Nullable;

/** What the cells have declared so far, and the running of one more cell on top of it. */
final class Session implements AutoCloseable {

  private final ClassStore store;
  private final CellClasses classes;
  private final CellThreads threads;
  private final SessionShell shell;
  private final CellEngine engine;
  private final CompileReport compileReport;
  private final ExceptionReport exceptionReport;
  private final OfferedImports offers;

  Session(ClassStore store, Javac javac, CellClasses classes, CellThreads threads) {
    this.store = store;
    this.classes = classes;
    this.offers = new OfferedImports(classes.loader());
    this.threads = threads;
    this.engine = new CellEngine(store, javac, new UserRunner());
    this.shell =
        new SessionShell(
            classes,
            engine::filesForShell,
            () -> new CellControl(classes, threads),
            javac::userOptions);
    this.compileReport = new CompileReport(new Spelling(this));
    this.exceptionReport = new ExceptionReport(this::placeOf);
  }

  /** Runs the cells' methods where the user's code runs. */
  private final class UserRunner extends CellClassRunner {

    UserRunner() {
      super(classes);
    }

    @Override
    public @Nullable Object invoke(Method method) throws Throwable {
      try {
        return threads.run(() -> method.invoke(null));
      } catch (InvocationTargetException e) {
        throw Optional.ofNullable(e.getCause()).orElse(e);
      }
    }
  }

  private Optional<Place> placeOf(StackTraceElement frame) {
    return engine
        .locate(frame)
        .map(at -> new Place((Cell) at.cell(), at.offset(), at.offset() + 1))
        .or(() -> shell.placeOf(frame));
  }

  /** Declares imports; those that seem to be wrong are compiled when they are looked for. */
  void declareImports(List<String> imports) {
    compileImports(engine.declareImports(imports));
  }

  /** Looks for all that was imported and not looked for yet; the compiler is locked. */
  void checkImports() {
    compileImports(engine.checkImports());
  }

  private void compileImports(List<String> doubtful) {
    for (String declaration : doubtful) {
      if (!isDeclared(declaration)) {
        System.err.println("cannot be imported at start: " + declaration);
      }
    }
  }

  private boolean isDeclared(String declarations) {
    CellResult result = engine.run(new Cell(0, declarations), declarations, shell).result();
    return result instanceof CellResult.Nothing;
  }

  /** Waits for the compiler; whoever waits need not have it locked. */
  void awaitCompiler() {
    engine.awaitCompiler();
  }

  /** Compiles a cell, weaves its classes and forgets it; the compiler is locked. */
  void rehearse(String code) {
    engine.rehearse(code).forEach(StopWeaver::weave);
  }

  /** Runs expressions for nothing, beside what the session has; the compiler is locked. */
  Practice practice() {
    checkImports(); // by now there is time
    return new Practice(engine, store);
  }

  /** Runs a cell; the compiler is locked. */
  Outcome run(Cell cell) {
    Optional<Outcome.Failed> malformed = malformed(cell);
    if (malformed.isPresent()) {
      return malformed.get();
    }
    if (threads.isStopped()) {
      return new Outcome.Interrupted();
    }
    for (String type : offers.take(cell.code(), this::isKnown)) {
      if (isDeclared("import " + type + ";")) {
        System.err.println("imported " + type);
      }
    }
    compileImports(engine.checkImports(cell.code()));
    CellEngine.Run run = engine.run(cell, cell.code(), shell);
    tellLost(run.lost());
    tellLost(classes.takeLost());
    Outcome outcome = outcomeOf(cell, run.result(), run.further());
    for (CellResult.Waiting waiting : run.waiting()) {
      tellWaiting(waiting);
    }
    return threads.isStopped() ? new Outcome.Interrupted() : outcome;
  }

  private boolean isKnown(String type) {
    return new Members(this).byName(type).isPresent();
  }

  /** Types that cells could import. */
  OfferedImports offers() {
    return offers;
  }

  /** A cell whose end cannot be parsed fails before any of it has run. */
  private Optional<Outcome.Failed> malformed(Cell cell) {
    if (CellEngine.canSplit(cell.code())) {
      return Optional.empty();
    }
    List<Piece> pieces = Piece.split(cell.code(), analysis());
    if (pieces.isEmpty() || pieces.get(pieces.size() - 1).isWhole()) {
      return Optional.empty();
    }
    Piece last = pieces.get(pieces.size() - 1);
    boolean isMalformed =
        analysis().sourceToSnippets(last.source()).stream()
            .anyMatch(snippet -> snippet.kind() == Snippet.Kind.ERRONEOUS);
    if (!isMalformed) {
      return Optional.empty();
    }
    // Evaluating what is malformed runs nothing, and says what is wrong with it.
    return shell.jshell().eval(last.source()).stream()
        .filter(event -> event.status() == Snippet.Status.REJECTED)
        .findFirst()
        .map(
            event ->
                compileReport.of(
                    cell,
                    List.of(
                        Wrong.of(
                            last.offset(),
                            last.source(),
                            shell.jshell().diagnostics(event.snippet()).toList()))));
  }

  private Outcome outcomeOf(Cell cell, CellResult result, List<Wrong> further) {
    if (result instanceof CellResult.Rejected r) {
      var wrong = new ArrayList<Wrong>();
      wrong.add(Wrong.of(r.offset(), r.source(), r.diagnostics()));
      wrong.addAll(further);
      return compileReport.of(cell, wrong);
    }
    if (result instanceof CellResult.Unresolved u) {
      String message = Unresolved.sentence(u.waiting());
      return new Outcome.Failed("UnresolvedReference", message, List.of(Ansi.bold(message)));
    }
    if (result instanceof CellResult.Threw t) {
      return failed(t.thrown());
    }
    return result instanceof CellResult.Value v && isToBeShown(v)
        ? shown(v.value())
        : new Outcome.Nothing();
  }

  /**
   * Expressions show their values; assignments, calls of void methods and declarations do not, nor
   * does what only says that something was shown: the stream of {@code System.out.printf} and the
   * handle of {@link Display#show}.
   */
  private static boolean isToBeShown(CellResult.Value result) {
    Object value = result.value();
    return !result.isAssignment()
        && value != System.out
        && value != System.err
        && !(value instanceof Display)
        && (value != null || !result.type().equals("java.lang.Void"));
  }

  /** The report of an exception that ended a thread; the compiler is locked. */
  List<String> report(Throwable thrown) {
    return exceptionReport.of(thrown).traceback();
  }

  /** The exception that was reported last. */
  Optional<Throwable> lastThrown() {
    return exceptionReport.last();
  }

  /** Keeps an exception that is reported elsewhere as the last. */
  void keep(Throwable thrown) {
    exceptionReport.keep(thrown);
  }

  /** Where a thread is; the compiler is locked. */
  List<String> report(Thread running) {
    return exceptionReport.of(running);
  }

  private Outcome failed(Throwable thrown) {
    return threads.isStopped() ? new Outcome.Interrupted() : exceptionReport.of(thrown);
  }

  private Outcome shown(@Nullable Object value) {
    try {
      return new Outcome.Value(clean(threads.run(() -> Renderers.render(value))));
    } catch (Exception | StackOverflowError | OutOfMemoryError | Stop.Interruption e) {
      return failed(e);
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

  /** Says which of a cell's declarations still wait for others when the cell ends. */
  private static void tellWaiting(CellResult.Waiting waiting) {
    var place = new Place((Cell) waiting.cell(), waiting.offset(), waiting.offset() + 1);
    System.err.println(place + ": " + Unresolved.sentence(waiting));
  }

  private static void tellLost(List<String> lost) {
    if (!lost.isEmpty()) {
      System.err.println(
          "reset, because what their type is made of was redefined: " + String.join(", ", lost));
    }
  }

  /** Adds jars and folders for the compilers and for the classes. */
  void addToClassPath(List<Path> paths) {
    if (paths.isEmpty()) {
      return;
    }
    try {
      classes.addToClassPath(paths);
      engine.addToClassPath(paths, classes.replaced());
      shell.addToClassPath(paths);
      offers.addToClassPath(paths);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot add to the class path: " + paths, e);
    }
  }

  /** The value of the last of some pieces of code. */
  @Nullable Object value(String code) throws Exception {
    CellResult result = engine.run(new Cell(0, code), code, shell).result();
    if (result instanceof CellResult.Rejected r) {
      throw new IllegalArgumentException(
          r.diagnostics().stream()
              .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
              .collect(Collectors.joining("; ")));
    }
    if (result instanceof CellResult.Unresolved u) {
      throw new IllegalArgumentException(Unresolved.sentence(u.waiting()));
    }
    if (result instanceof CellResult.Threw t) {
      throw rethrown(t.thrown());
    }
    return result instanceof CellResult.Value v ? v.value() : null;
  }

  private static Exception rethrown(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof Exception exception ? exception : new IllegalStateException(thrown);
  }

  /** The variables that are declared and valid. */
  List<Variable> variables() {
    return engine.variables().stream()
        .map(v -> new Variable(v.name(), v.type(), v.value()))
        .toList();
  }

  /** Drops all but the imports. */
  void reset() {
    engine.reset(shell);
    exceptionReport.keep(null);
  }

  /** Makes JShell know what a text speaks of, and what it can go on with. */
  void tell(String text) {
    engine.tell(text, shell);
  }

  /** JShell's analysis of source code. */
  SourceCodeAnalysis analysis() {
    return shell.jshell().sourceCodeAnalysis();
  }

  /** The same, with the documentation of the class path's sources. */
  SourceCodeAnalysis documented() {
    return shell.documented();
  }

  /** A declaration of a name that waits for others. */
  Optional<CellResult.Waiting> waiting(String name) {
    return engine.waiting(name);
  }

  /** What the cells have declared. */
  List<CellEngine.Name> names() {
    return engine.names();
  }

  /** What the cells have imported. */
  List<String> imports() {
    checkImports();
    return engine.imports();
  }

  /** The cells' classes. */
  ClassLoader loader() {
    return classes.loader();
  }

  @Override
  public void close() {
    shell.close();
    engine.close();
  }
}
