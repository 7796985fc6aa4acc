package lungo.kernel.magics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lungo.display.MimeBundle;
import lungo.kernel.dependencies.MavenOptions;
import lungo.kernel.execution.Cell;
import lungo.kernel.execution.CellOutput;
import lungo.kernel.execution.Interpreter;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.execution.Outcome;

/** A real notebook with the cells of a test run in it, numbered from 1. */
public final class Notebook implements AutoCloseable {

  public final CellRunner runner;
  private int cells;
  private Output last = new Output();

  public Notebook() {
    this(InterpreterOptions.defaults(), MavenOptions.defaults(), Optional.empty());
  }

  public Notebook(MavenOptions maven) {
    this(InterpreterOptions.defaults(), maven, Optional.empty());
  }

  public Notebook(InterpreterOptions options, MavenOptions maven, Optional<Duration> limit) {
    this(new CellRunner(Interpreter.start(options), maven, limit));
  }

  public Notebook(CellRunner runner) {
    this.runner = runner;
  }

  public Outcome run(String code) {
    return run(code, new Output());
  }

  public Outcome run(String code, Output output) {
    last = output;
    return runner.execute(new Cell(++cells, code), output);
  }

  /** The bundle of the cell's value; fails if it has none. */
  public MimeBundle bundle(String code) {
    Outcome outcome = run(code);
    if (outcome instanceof Outcome.Failed failed) {
      throw new AssertionError(code + "\n" + String.join("\n", failed.traceback()));
    }
    assertThat(outcome).as(code).isInstanceOf(Outcome.Value.class);
    return ((Outcome.Value) outcome).bundle();
  }

  /** The plain text of the cell's value. */
  public String value(String code) {
    return bundle(code).plainText();
  }

  /** Runs a cell that shows no value of its own. */
  public Output ok(String code) {
    Outcome outcome = run(code);
    if (outcome instanceof Outcome.Failed failed) {
      throw new AssertionError(code + "\n" + String.join("\n", failed.traceback()));
    }
    assertThat(outcome).as(code).isInstanceOf(Outcome.Nothing.class);
    return last;
  }

  /** The error report of a cell that must fail, without colours. */
  public String failure(String code) {
    Outcome outcome = run(code);
    assertThat(outcome).as(code).isInstanceOf(Outcome.Failed.class);
    return String.join("\n", ((Outcome.Failed) outcome).traceback())
        .replaceAll("\u001b\\[[0-9;]*m", "");
  }

  public Output output() {
    return last;
  }

  @Override
  public void close() {
    runner.close();
  }

  /** What a cell printed and showed. */
  public static final class Output implements CellOutput {
    private final StringBuilder stdout = new StringBuilder();
    private final StringBuilder stderr = new StringBuilder();
    private final List<MimeBundle> shown = new ArrayList<>();

    @Override
    public synchronized void stdout(String text) {
      stdout.append(text);
      notifyAll();
    }

    /** Waits until the standard output holds a text. */
    public synchronized void awaitStdout(String text) throws InterruptedException {
      while (stdout.indexOf(text) < 0) {
        wait();
      }
    }

    @Override
    public synchronized void stderr(String text) {
      stderr.append(text);
    }

    @Override
    public String readLine(String prompt, boolean password) throws IOException {
      throw new IOException("this front end cannot be asked for input");
    }

    @Override
    public synchronized void show(String id, MimeBundle bundle) {
      shown.add(bundle);
    }

    @Override
    public synchronized void update(String id, MimeBundle bundle) {
      shown.add(bundle);
    }

    @Override
    public void clear(boolean wait) {}

    public synchronized String stdout() {
      return stdout.toString();
    }

    public synchronized String stderr() {
      return stderr.toString();
    }

    public synchronized List<MimeBundle> shown() {
      return List.copyOf(shown);
    }
  }
}
