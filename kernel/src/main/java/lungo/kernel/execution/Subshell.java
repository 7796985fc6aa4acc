package lungo.kernel.execution;

import java.util.concurrent.Callable;

/** A shell beside an interpreter's own, until it is closed. */
public final class Subshell implements Shell, AutoCloseable {

  private final Interpreter interpreter;
  private final CellThreads threads;
  private final CellThread thread;

  Subshell(Interpreter interpreter, CellThreads threads, CellThread thread) {
    this.interpreter = interpreter;
    this.threads = threads;
    this.thread = thread;
  }

  @Override
  public Outcome execute(Cell cell, CellOutput output) {
    return interpreter.execute(thread, cell, output);
  }

  @Override
  public Outcome call(CellOutput output, Callable<Outcome> work) throws Exception {
    return interpreter.call(thread, output, work);
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  /** Stops what runs and ends the shell's thread; what its cells declared stays. */
  @Override
  public void close() {
    threads.close(thread);
  }
}
