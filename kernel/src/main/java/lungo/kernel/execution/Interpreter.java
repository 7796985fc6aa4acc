package lungo.kernel.execution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lungo.display.Renderers;
import lungo.kernel.classpath.ClassPathIndex;
import lungo.kernel.execution.cell.ClassStore;
import lungo.kernel.execution.cell.Javac;
import org.jspecify.annotations.Nullable;

/**
 * Runs the cells of one notebook in this process: one after the other in its own shell, and beside
 * them in subshells. The process's standard streams and {@code Display} belong to the cells until
 * it is closed. Completion, inspection and {@link #isComplete} are answered from any thread, also
 * while a cell runs.
 */
public final class Interpreter implements Shell, AutoCloseable {

  private final ReentrantLock compiler = new ReentrantLock();
  private final CellStreams streams;
  private final CellThreads threads;
  private final Session session;
  private final Watchers watchers;
  private final Completer completer;
  private final Inspector inspector;
  private final WarmUp warmUp;
  private boolean isClosed; // guarded by the compiler's lock

  private Interpreter(InterpreterOptions options) {
    var store = new ClassStore();
    var javac = new Javac(store, () -> PreviewFeatures.allowedBy(options.compilerOptions()));
    this.watchers = new Watchers(store);
    var classes = new CellClasses(store, watchers);
    Renderers.findIn(ClassPathIndex.loaderOfProcess());
    this.streams = CellStreams.redirect();
    this.threads = new CellThreads(streams, compiler, classes.loader(), watchers);
    this.session = new Session(store, javac, classes, threads);
    this.completer = new Completer(session, new Members(session));
    this.inspector = new Inspector(session);
    this.warmUp =
        new WarmUp(compiler, () -> isClosed, session::rehearse, () -> session.practice()::evaluate);
    threads.onUncaught(
        thrown -> {
          List<String> report = report(thrown);
          String name = Thread.currentThread().getName();
          System.err.println("In thread " + name + ": " + String.join("\n", report));
        });
    threads.main().submit(() -> begin(options));
  }

  /**
   * Starts an interpreter; the imports are read in the background.
   *
   * @param options class path, compiler options, imports, start-up cells
   * @return the interpreter, to be closed
   */
  public static Interpreter start(InterpreterOptions options) {
    return new Interpreter(options);
  }

  /** Waits until the compiler is ready for a first cell. */
  public void awaitCompiler() {
    session.awaitCompiler();
  }

  /**
   * Compiles typical cells in the background whenever the notebook is idle, some seconds' worth, so
   * that the user's next ones are quick.
   */
  public void warmUp() {
    var thread = new Thread(warmUp, "lungo-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private void begin(InterpreterOptions options) {
    compiler.lock();
    try {
      if (!isClosed) {
        session.addToClassPath(options.classPath());
        session.declareImports(options.imports());
      }
    } finally {
      compiler.unlock();
    }
  }

  @Override
  public Outcome execute(Cell cell, CellOutput output) {
    return execute(threads.main(), cell, output);
  }

  Outcome execute(CellThread thread, Cell cell, CellOutput output) {
    threads.reserve().refill();
    warmUp.pause();
    try {
      return threads.call(thread, output, () -> locked(() -> session.run(cell)));
    } catch (Exception e) {
      if (e.getCause() instanceof OutOfMemoryError full) {
        boolean canRepeat = threads.reserve().release() && !thread.hasRunCode();
        return canRepeat ? execute(thread, cell, output) : ExceptionReport.full(full);
      }
      throw new IllegalStateException("the interpreter failed on cell " + cell.number(), e);
    } finally {
      warmUp.resume();
    }
  }

  @Override
  public Outcome call(CellOutput output, Callable<Outcome> work) throws Exception {
    return call(threads.main(), output, work);
  }

  Outcome call(CellThread thread, CellOutput output, Callable<Outcome> work) throws Exception {
    return threads.call(
        thread,
        output,
        () -> {
          compiler.lock();
          try {
            return threads.run(work);
          } catch (Exception | Stop.Interruption e) {
            if (threads.isStopped()) {
              return new Outcome.Interrupted();
            }
            throw e;
          } finally {
            compiler.unlock();
          }
        });
  }

  /**
   * The report of an exception that cells' code threw.
   *
   * @param thrown the exception
   * @return its lines, which name the cells' lines and none of the kernel's frames
   */
  public List<String> report(Throwable thrown) {
    return locked(() -> session.report(thrown));
  }

  /**
   * The exception that was reported last.
   *
   * @return it, with all frames; empty if there was none since the start or the last reset
   */
  public Optional<Throwable> lastThrown() {
    return session.lastThrown();
  }

  /**
   * Keeps an exception that is reported elsewhere as the last.
   *
   * @param thrown the exception
   */
  public void keep(Throwable thrown) {
    session.keep(thrown);
  }

  /**
   * Opens a shell beside this one, whose cells run while this one's do.
   *
   * @param name names its thread
   * @return the shell, to be closed
   */
  public Subshell openSubshell(String name) {
    return new Subshell(this, threads, threads.open(name));
  }

  /**
   * The output of the cell that the calling thread works for.
   *
   * @return what was given with the cell; empty for threads that no cell started
   */
  public Optional<CellOutput> currentOutput() {
    return Optional.ofNullable(streams.own()).map(context -> context.output);
  }

  /**
   * Lets other threads print and show what belongs to the cell of the calling thread.
   *
   * @return runs work as a part of that cell's output
   */
  public Consumer<Runnable> outputOfCell() {
    return streams.bound();
  }

  /**
   * Who is told of what happens.
   *
   * @return the list, to which extensions add themselves
   */
  public Watchers watchers() {
    return watchers;
  }

  /**
   * The loader of the cells' classes and of the jars that were added.
   *
   * @return the same for the whole session
   */
  public ClassLoader loader() {
    return session.loader();
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
   * Says who may get documentation that is missing when it is asked for.
   *
   * @param fetches is told of a jar beside which there are neither sources nor javadoc; says
   *     whether these are on their way, and does not wait for them
   */
  public void onUndocumented(Predicate<Path> fetches) {
    inspector.onUndocumented(fetches);
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

  @Override
  public void interrupt() {
    threads.main().interrupt();
  }

  /**
   * Stops the running cells of this shell and of all subshells. A cell that was told to stop less
   * than two seconds ago and still runs shows where its threads are.
   */
  public void interruptAll() {
    threads
        .interrupt()
        .forEach(
            thread ->
                Optional.ofNullable(thread.running())
                    .ifPresent(cell -> cell.output.stderr(whereIs(thread))));
  }

  private String whereIs(CellThread thread) {
    var lines = new ArrayList<String>();
    lines.add("The interrupt does not reach what these threads do; a restart ends them.");
    boolean isLocked = false;
    try {
      isLocked = compiler.tryLock(1, TimeUnit.SECONDS); // a compiler that hangs must not hang this
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!isLocked) {
      return "The cell is being compiled; a restart ends it.\n";
    }
    try {
      thread.busy().forEach(busy -> lines.addAll(session.report(busy)));
    } finally {
      compiler.unlock();
    }
    return String.join("\n", lines) + "\n";
  }

  /**
   * Whether the cell that the calling thread works for was interrupted.
   *
   * @return true from the interrupt to the cell's end
   */
  public boolean isStopped() {
    return threads.isStopped();
  }

  /** Stops what runs and gives the process's streams back. */
  @Override
  public void close() {
    threads.close();
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
