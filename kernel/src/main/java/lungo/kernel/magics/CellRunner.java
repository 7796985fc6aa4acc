package lungo.kernel.magics;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import lungo.kernel.dependencies.MavenDependencies;
import lungo.kernel.dependencies.MavenOptions;
import lungo.kernel.dependencies.Sources;
import lungo.kernel.execution.Cell;
import lungo.kernel.execution.CellOutput;
import lungo.kernel.execution.Completeness;
import lungo.kernel.execution.Completion;
import lungo.kernel.execution.Inspection;
import lungo.kernel.execution.Interpreter;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.execution.Outcome;
import lungo.kernel.execution.Shell;
import lungo.kernel.protocol.History;
import org.jspecify.annotations.Nullable;

/**
 * A notebook that runs: an interpreter for its Java, and its magics. Has the interpreter's methods,
 * with cells and text that may hold magics. A process has one at a time.
 */
public final class CellRunner implements AutoCloseable {

  private static final AtomicReference<@Nullable CellRunner> CURRENT = new AtomicReference<>();

  private final Interpreter interpreter;
  private final MavenDependencies dependencies;
  private final Magics magics = new Magics();
  private final Extensions extensions = new Extensions(this);
  private final Workspace workspace = new Workspace();
  private final List<Cell> history = new ArrayList<>();
  private final Optional<TimeLimit> limit;
  private final Queue<String> startup = new ConcurrentLinkedQueue<>();
  private volatile Optional<Function<History.Query, List<History.Entry>>> past = Optional.empty();

  /**
   * Makes a notebook of an interpreter.
   *
   * @param interpreter the interpreter, closed with this
   * @param maven where Maven keeps and finds things
   * @param limit how long a cell may run; without it, as long as it takes
   */
  public CellRunner(Interpreter interpreter, MavenOptions maven, Optional<Duration> limit) {
    this.interpreter = interpreter;
    this.dependencies = new MavenDependencies(maven);
    this.limit = limit.isPresent() ? Optional.of(new TimeLimit(limit.get())) : Optional.empty();
    interpreter.onUndocumented(new Sources(dependencies));
    CURRENT.set(this);
  }

  /**
   * Starts a notebook. The start-up cells run before the first cell and may have magics in them;
   * what they print, and their errors, stand in its output.
   *
   * @param options how its interpreter starts
   * @param limit how long a cell may run; without it, as long as it takes
   * @return the notebook, to be closed
   */
  public static CellRunner start(InterpreterOptions options, Optional<Duration> limit) {
    var runner =
        new CellRunner(
            Interpreter.start(options.withStartup(List.of())), MavenOptions.defaults(), limit);
    runner.startup.addAll(options.startup());
    return runner;
  }

  /**
   * The notebook that runs in this process.
   *
   * @return the newest one that is not closed
   * @throws IllegalStateException if there is none
   */
  public static CellRunner current() {
    return ifRunning()
        .orElseThrow(() -> new IllegalStateException("no notebook runs in this process"));
  }

  /**
   * The notebook that runs in this process, if one does.
   *
   * @return the newest one that is not closed
   */
  public static Optional<CellRunner> ifRunning() {
    return Optional.ofNullable(CURRENT.get());
  }

  /**
   * Runs a cell in the notebook's own shell and waits for its end.
   *
   * @param cell the cell
   * @param output where its output goes, and that of the threads it starts
   * @return how it ended
   */
  public Outcome execute(Cell cell, CellOutput output) {
    return execute(interpreter, cell, output);
  }

  /**
   * Runs a cell in a shell and waits for its end.
   *
   * @param shell the interpreter or one of its subshells
   * @param cell the cell
   * @param output where its output goes, and that of the threads it starts
   * @return how it ended
   */
  public Outcome execute(Shell shell, Cell cell, CellOutput output) {
    startUp(shell, output);
    remember(cell);
    return limit.isEmpty()
        ? executed(shell, cell, output)
        : limit.get().watch(shell::interrupt, () -> executed(shell, cell, output));
  }

  private void startUp(Shell shell, CellOutput output) {
    for (String code = startup.poll(); code != null; code = startup.poll()) {
      if (executed(shell, new Cell(0, code), output) instanceof Outcome.Failed failed) {
        output.stderr("a start-up script failed:\n" + String.join("\n", failed.traceback()) + "\n");
      }
    }
  }

  private Outcome executed(Shell shell, Cell cell, CellOutput to) {
    var run = new CellRun(this, cell, to);
    CellOutput output = new RunOutput(run, to);
    if (cell.code().indexOf('%') < 0) {
      return shell.execute(cell, output);
    }
    ParsedCell parsed = parse(cell.code());
    if (parsed.magics().isEmpty()) {
      return shell.execute(cell, output);
    }
    try {
      return shell.call(output, () -> run.execute(parsed, cell.text()));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the magics failed on cell " + cell.number(), e);
    }
  }

  /**
   * Evaluates code within the cell that runs, magics included.
   *
   * @param code what a cell could hold
   * @return the value of its last expression; null if it has none
   * @throws Exception what the code throws; IllegalArgumentException if it does not compile
   */
  public @Nullable Object value(String code) throws Exception {
    return run().value(code);
  }

  /**
   * Says what can stand at the cursor: magics, their arguments, or Java.
   *
   * @param code a cell's text
   * @param cursor index of a UTF-16 unit, from 0 to the text's length
   * @return candidates and what they replace
   */
  public Completion complete(String code, int cursor) {
    return new MagicCompletion(this).complete(parse(code), cursor);
  }

  /**
   * Says what is known of the name at the cursor; of a magic, its help.
   *
   * @param code a cell's text
   * @param cursor index of a UTF-16 unit, from 0 to the text's length
   * @param detailed whether the whole documentation is wanted, not only its first sentence
   * @return signatures and documentation; empty if there is no known name
   */
  public Optional<Inspection> inspect(String code, int cursor, boolean detailed) {
    if (code.indexOf('%') < 0) {
      return interpreter.inspect(code, cursor, detailed);
    }
    return new MagicCompletion(this).inspect(parse(code), cursor, detailed);
  }

  /**
   * Says whether a text can run as it stands. A cell magic's body ends with a blank line.
   *
   * @param code a cell's text
   * @return how it stands, and the next line's indent
   */
  public Completeness isComplete(String code) {
    if (code.indexOf('%') < 0) {
      return interpreter.isComplete(code);
    }
    ParsedCell parsed = parse(code);
    if (parsed.whole().isPresent()) {
      return new Completeness(
          code.endsWith("\n") ? Completeness.Status.COMPLETE : Completeness.Status.INCOMPLETE, "");
    }
    List<Segment> segments = parsed.segments();
    return !segments.isEmpty() && segments.get(segments.size() - 1) instanceof Segment.Java java
        ? interpreter.isComplete(java.code())
        : new Completeness(Completeness.Status.COMPLETE, "");
  }

  /**
   * Stops the running cells of all shells from another thread; their variables keep their values.
   * Does nothing if no cell runs.
   */
  public void interrupt() {
    interpreter.interruptAll();
  }

  /**
   * The magics that cells can call.
   *
   * @return the registry, to which a notebook may add
   */
  public Magics magics() {
    return magics;
  }

  /**
   * Where the magics work.
   *
   * @return folder and environment
   */
  public Workspace workspace() {
    return workspace;
  }

  /**
   * The Maven artifacts of the notebook.
   *
   * @return the resolver, which starts when first asked
   */
  public MavenDependencies dependencies() {
    return dependencies;
  }

  /**
   * What the installation has besides, and the notebook can bring in.
   *
   * @return the extensions
   */
  public Extensions extensions() {
    return extensions;
  }

  /**
   * The engine below.
   *
   * @return the interpreter
   */
  public Interpreter interpreter() {
    return interpreter;
  }

  /**
   * The cells that were run and have a number, oldest first.
   *
   * @return the cells
   */
  public List<Cell> history() {
    synchronized (history) {
      return List.copyOf(history);
    }
  }

  /**
   * Says where the cells of all sessions are.
   *
   * @param sessions answers which ones fit
   */
  public void attachPast(Function<History.Query, List<History.Entry>> sessions) {
    past = Optional.of(sessions);
  }

  /**
   * The cells of all sessions that a query asks for.
   *
   * @param query which ones
   * @return the cells, oldest first; empty where only this run's cells are known
   */
  public Optional<List<History.Entry>> past(History.Query query) {
    return past.map(sessions -> sessions.apply(query));
  }

  /**
   * Adds to what the cells see, at once.
   *
   * @param paths jars and folders
   */
  public void addToClassPath(List<Path> paths) {
    interpreter.addToClassPath(paths);
  }

  /** Stops what runs and gives the process's streams back. */
  @Override
  public void close() {
    CURRENT.compareAndSet(this, null);
    limit.ifPresent(TimeLimit::close);
    interpreter.close();
    dependencies.close();
  }

  /**
   * The output of the cell that the calling thread works for.
   *
   * @return what was given with the cell; empty for threads that no cell started
   */
  public Optional<CellOutput> currentOutput() {
    return interpreter
        .currentOutput()
        .map(output -> output instanceof RunOutput of ? of.to() : output);
  }

  /** The run of the cell that the calling thread works for. */
  CellRun run() {
    return interpreter.currentOutput().orElse(Outside.OUTPUT) instanceof RunOutput output
        ? output.run()
        : new CellRun(this, new Cell(0, ""), Outside.OUTPUT);
  }

  ParsedCell parse(String code) {
    return CellParser.parse(code, name -> magics.line(name).isPresent());
  }

  private void remember(Cell cell) {
    if (cell.number() > 0 && !cell.code().isBlank()) {
      synchronized (history) {
        history.add(cell);
      }
    }
  }
}
