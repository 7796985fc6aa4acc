package lungo.kernel.execution;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import lungo.kernel.execution.cell.ClassStore;
import org.jspecify.annotations.Nullable;

/**
 * Runs the cells of one notebook, one after the other, in this process. The process's standard
 * streams and {@code Display} belong to the cells until it is closed. Completion, inspection and
 * {@link #isComplete} are answered from any thread, also while a cell runs.
 */
public final class Interpreter implements AutoCloseable {

  private final ReentrantLock compiler = new ReentrantLock();
  private final CellStreams streams;
  private final CellThread thread;
  private final Session session;
  private final Completer completer;
  private final Inspector inspector;
  private boolean isClosed; // guarded by the compiler's lock

  private Interpreter(InterpreterOptions options) {
    var store = new ClassStore();
    var classes = new CellClasses(store);
    this.streams = CellStreams.redirect();
    this.thread = new CellThread(streams, compiler, classes.loader());
    this.session = new Session(store, classes, thread, options.compilerOptions());
    this.completer = new Completer(session, new Members(session));
    this.inspector = new Inspector(session);
    thread.onUncaught(
        thrown -> {
          List<String> report = locked(() -> session.report(thrown));
          String name = Thread.currentThread().getName();
          System.err.println("In thread " + name + ": " + String.join("\n", report));
        });
    thread.submit(() -> warmUp(options));
  }

  /**
   * Starts an interpreter; the compiler warms up and the imports are read in the background.
   *
   * @param options class path, compiler options, imports, start-up cells
   * @return the interpreter, to be closed
   */
  public static Interpreter start(InterpreterOptions options) {
    return new Interpreter(options);
  }

  private void warmUp(InterpreterOptions options) {
    compiler.lock();
    try {
      if (!isClosed) {
        session.addToClassPath(options.classPath());
        session.declareImports(options.imports());
      }
    } finally {
      compiler.unlock();
    }
    var assistance = new Thread(this::warmUpAssistance, "assistance");
    assistance.setDaemon(true);
    assistance.start();
  }

  /** What completion and reports need, which no cell has to wait for. */
  private void warmUpAssistance() {
    boolean isWanted = locked(() -> !isClosed);
    if (isWanted) {
      session.analysis().analyzeCompletion("1");
    }
    locked(
        () -> {
          if (!isClosed) {
            session.tell("");
          }
          return true;
        });
  }

  /**
   * Runs a cell and waits for its end.
   *
   * @param cell the cell
   * @param output where its output goes, and that of the threads it starts
   * @return how it ended
   */
  public Outcome execute(Cell cell, CellOutput output) {
    try {
      return thread.call(output, () -> locked(() -> session.run(cell)));
    } catch (Exception e) {
      throw new IllegalStateException("the interpreter failed on cell " + cell.number(), e);
    }
  }

  /**
   * Does work of the kernel's as a part of a cell: what it prints and displays is the cell's, an
   * interrupt reaches it, and cells that it executes run at once, as parts of it.
   *
   * @param output where its output goes
   * @param work the work; an interrupted one may throw what it likes
   * @return what the work returns, or {@link Outcome.Interrupted}
   * @throws Exception what the work throws
   */
  public Outcome call(CellOutput output, Callable<Outcome> work) throws Exception {
    return thread.call(
        output,
        () -> {
          compiler.lock();
          try {
            return thread.run(work);
          } catch (Exception | Stop.Interruption e) {
            if (thread.isStopped()) {
              return new Outcome.Interrupted();
            }
            throw e;
          } finally {
            compiler.unlock();
          }
        });
  }

  /**
   * Adds to what the cells see. Costs the compiler what it has learned, so add all at once.
   *
   * @param paths jars and folders
   */
  public void addToClassPath(List<Path> paths) {
    if (!paths.isEmpty()) {
      locked(
          () -> {
            session.addToClassPath(paths);
            return true;
          });
    }
  }

  /**
   * Evaluates cells' code for its value, within a cell that runs.
   *
   * @param code Java; the last expression's value counts
   * @return the value; null if there is none
   * @throws IllegalArgumentException if the code does not compile, with the compiler's message
   * @throws Exception what the code throws
   */
  public @Nullable Object value(String code) throws Exception {
    compiler.lock();
    try {
      return session.value(code);
    } finally {
      compiler.unlock();
    }
  }

  /**
   * The session's variables, in the order of their declaration.
   *
   * @return the variables with their values
   */
  public List<Variable> variables() {
    return locked(session::variables);
  }

  /** Forgets all that cells have declared, but not the imports. */
  public void reset() {
    locked(
        () -> {
          session.reset();
          return true;
        });
  }

  /**
   * Evaluates expressions beside a cell, such as those of a debugger's watch list.
   *
   * @param expressions a name and a Java expression each
   * @param output where their output goes
   * @return each name's value or failure
   */
  public Map<String, Outcome> evaluate(Map<String, String> expressions, CellOutput output) {
    var outcomes = new LinkedHashMap<String, Outcome>();
    expressions.forEach((name, code) -> outcomes.put(name, execute(new Cell(0, code), output)));
    return outcomes;
  }

  /**
   * Says what can stand at the cursor.
   *
   * @param code a cell's text
   * @param cursor index of a UTF-16 unit, from 0 to the text's length
   * @return candidates and what they replace
   */
  public Completion complete(String code, int cursor) {
    return locked(() -> completer.complete(code, cursor));
  }

  /**
   * Says what is known of the name at the cursor.
   *
   * @param code a cell's text
   * @param cursor index of a UTF-16 unit, from 0 to the text's length
   * @param detailed whether the documentation of all overloads is wanted, not only the first's
   * @return signatures and documentation; empty if there is no known name
   */
  public Optional<Inspection> inspect(String code, int cursor, boolean detailed) {
    return locked(() -> inspector.inspect(code, cursor, detailed));
  }

  /**
   * Says whether a text can run as it stands.
   *
   * @param code a cell's text
   * @return how it stands, and the next line's indent
   */
  public Completeness isComplete(String code) {
    return locked(() -> Completeness.of(code, session.analysis()));
  }

  /**
   * Stops the running cell from another thread; its variables keep their values. Does nothing if no
   * cell runs.
   */
  public void interrupt() {
    thread.interrupt();
  }

  /**
   * Whether the cell that runs was interrupted.
   *
   * @return true from the interrupt to the cell's end
   */
  public boolean isStopped() {
    return thread.isStopped();
  }

  /** Stops what runs and gives the process's streams back. */
  @Override
  public void close() {
    thread.close();
    streams.close();
    compiler.lock();
    try {
      isClosed = true;
      session.close();
    } finally {
      compiler.unlock();
    }
  }

  private <T> T locked(Supplier<T> work) {
    compiler.lock();
    try {
      return work.get();
    } finally {
      compiler.unlock();
    }
  }
}
