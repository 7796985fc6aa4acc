package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A real interpreter with the cells of a test run in it, numbered from 1. */
final class Notebook implements AutoCloseable {

  final Interpreter interpreter;
  private int cells;
  private Recorder last = new Recorder();

  Notebook() {
    this(InterpreterOptions.defaults());
  }

  Notebook(InterpreterOptions options) {
    interpreter = Interpreter.start(options);
  }

  Outcome run(String code) {
    return run(code, new Recorder());
  }

  Outcome run(String code, Recorder output) {
    last = output;
    return interpreter.execute(new Cell(++cells, code), output);
  }

  /** Runs a cell from a thread of its own: those of the common pool are the cells'. */
  CompletableFuture<Outcome> inBackground(String code, Recorder output) {
    return CompletableFuture.supplyAsync(
        () -> run(code, output), work -> new Thread(work, "front end").start());
  }

  /** The plain text of the cell's value; null if it showed none. Fails if the cell failed. */
  @Nullable String value(String code) {
    Outcome outcome = run(code);
    if (outcome instanceof Outcome.Failed failed) {
      throw new AssertionError(code + "\n" + String.join("\n", failed.traceback()));
    }
    return outcome instanceof Outcome.Value value ? value.bundle().plainText() : null;
  }

  /** The error report of a cell that must fail, without colours. */
  String failure(String code) {
    Outcome outcome = run(code);
    assertThat(outcome).as(code).isInstanceOf(Outcome.Failed.class);
    return String.join("\n", ((Outcome.Failed) outcome).traceback())
        .replaceAll("\u001b\\[[0-9;]*m", "");
  }

  /** The number of the last cell. */
  int cells() {
    return cells;
  }

  Recorder output() {
    return last;
  }

  @Override
  public void close() {
    interpreter.close();
  }
}
