package lungo.kernel;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lungo.kernel.comm.Binder;
import lungo.kernel.execution.CellOutput;
import lungo.kernel.execution.Interpreter;
import lungo.kernel.execution.Outcome;
import lungo.kernel.execution.Subshell;
import lungo.kernel.magics.CellRunner;
import org.jspecify.annotations.Nullable;

/**
 * Runs what cells asked to be done later, such as with each change of a slider: on a thread for
 * cells, beside the cell that runs, as a part of the cell that asked for it.
 */
final class Callbacks implements Binder {

  private final Supplier<CellRunner> runner;
  private @Nullable Subshell shell;

  /**
   * No callbacks yet.
   *
   * @param runner the notebook; may wait until it has started
   */
  Callbacks(Supplier<CellRunner> runner) {
    this.runner = runner;
  }

  @Override
  public <T> Consumer<T> bind(Consumer<? super T> handler) {
    Optional<CellRunner> running = CellRunner.ifRunning();
    Optional<CellOutput> cell =
        running.isPresent() ? running.get().interpreter().currentOutput() : Optional.empty();
    return cell.isEmpty()
        ? handler::accept // the kernel's own
        : value -> run(cell.get(), () -> handler.accept(value));
  }

  private void run(CellOutput cell, Runnable code) {
    Interpreter interpreter = runner.get().interpreter();
    try {
      Outcome outcome =
          shell(interpreter)
              .call(
                  cell,
                  () -> {
                    run(interpreter, cell, code);
                    return new Outcome.Nothing();
                  });
      if (outcome instanceof Outcome.Interrupted) {
        cell.stderr("a callback was interrupted\n");
      }
    } catch (Exception e) {
      report(interpreter, cell, e);
    }
  }

  private static void run(Interpreter interpreter, CellOutput cell, Runnable code) {
    try {
      code.run();
    } catch (RuntimeException | Error e) {
      if (interpreter.isStopped()) {
        throw e;
      }
      report(interpreter, cell, e);
    }
  }

  private static void report(Interpreter interpreter, CellOutput cell, Throwable thrown) {
    cell.stderr("In a callback: " + String.join("\n", interpreter.report(thrown)) + "\n");
  }

  private synchronized Subshell shell(Interpreter interpreter) {
    if (shell == null) {
      shell = interpreter.openSubshell("callbacks");
    }
    return shell;
  }
}
