package lungo.kernel.notebook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lungo.kernel.execution.Cell;
import lungo.kernel.execution.Outcome;
import lungo.kernel.magics.CellRunner;

/**
 * Runs a notebook's code cells from top to bottom without a front end and records their outputs.
 * Cells that are empty or tagged {@code skip-execution} are left alone; an error in a cell tagged
 * {@code raises-exception} does not end the run, as in nbclient.
 */
public final class HeadlessRun {

  /**
   * The system property that tells the cells which file they stand in, so that a library can keep
   * it with its results. Jupyter tells a kernel by the variable {@code JPY_SESSION_NAME}.
   */
  public static final String NOTEBOOK = "lungo.notebook";

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final CellRunner runner;
  private final Options options;
  private final RunListener listener;
  private final List<NotebookCell.Code> cells;
  private final Recording recording;
  private final CompletableFuture<Object> stopped = new CompletableFuture<>();
  private int errors;

  /**
   * What a run may do.
   *
   * @param cellLimit how long one cell may run; without it, as long as it takes
   * @param allowErrors whether the run goes on after a cell that failed
   */
  public record Options(Optional<Duration> cellLimit, boolean allowErrors) {

    /**
     * Rejects a limit that is not positive.
     *
     * @param cellLimit how long one cell may run; without it, as long as it takes
     * @param allowErrors whether the run goes on after a cell that failed
     */
    public Options {
      if (cellLimit.isPresent() && (cellLimit.get().isZero() || cellLimit.get().isNegative())) {
        throw new IllegalArgumentException("a limit must be positive, got " + cellLimit.get());
      }
    }
  }

  /**
   * A run that has not begun.
   *
   * @param notebook the notebook, its parameters injected
   * @param runner the interpreter with the magics, which the caller closes
   * @param options what the run may do
   * @param listener is told what happens
   */
  public HeadlessRun(Notebook notebook, CellRunner runner, Options options, RunListener listener) {
    this.runner = runner;
    this.options = options;
    this.listener = listener;
    this.cells = notebook.codeCells().stream().filter(NotebookCell.Code::runs).toList();
    this.recording = new Recording(notebook, listener);
  }

  /**
   * Runs the cells. Call it once.
   *
   * @return how the run ended
   * @throws InterruptedException if the calling thread is interrupted
   */
  public RunResult run() throws InterruptedException {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              var daemon = new Thread(task, "headless run");
              daemon.setDaemon(true);
              return daemon;
            });
    try {
      for (int i = 0; i < cells.size(); i++) {
        Optional<RunResult> end =
            run(new RunResult.Position(i + 1, cells.size(), cells.get(i)), thread);
        if (end.isPresent()) {
          return end.get();
        }
      }
      return new RunResult.Completed(cells.size(), errors);
    } finally {
      thread.shutdown();
    }
  }

  /** Stops the run from another thread; {@link #run} returns soon after. */
  public void stop() {
    stopped.complete(new Object());
  }

  /**
   * The notebook as far as it was executed. Can be asked at any time, from any thread.
   *
   * @return the notebook with the outputs until now
   */
  public Notebook snapshot() {
    return recording.snapshot();
  }

  private Optional<RunResult> run(RunResult.Position position, ExecutorService thread)
      throws InterruptedException {
    NotebookCell.Code cell = position.cell();
    listener.started(position.number(), position.total(), cell);
    long startedAt = System.nanoTime();
    var output = recording.start(cell, position.number());
    var running =
        CompletableFuture.supplyAsync(
            () -> runner.execute(new Cell(position.number(), cell.source()), output), thread);
    try {
      Object first = await(CompletableFuture.anyOf(running, stopped), options.cellLimit());
      return first instanceof Outcome outcome && !stopped.isDone()
          ? ended(position, outcome)
          : stoppedBy(position, running);
    } catch (TimeoutException e) {
      return timedOut(position, running);
    } finally {
      var took = Duration.ofNanos(System.nanoTime() - startedAt);
      listener.ended(position.number(), position.total(), took);
    }
  }

  private Optional<RunResult> ended(RunResult.Position position, Outcome outcome) {
    Optional<NotebookOutput.Failure> failure = recording.ended(position.cell(), outcome);
    if (failure.isEmpty()) {
      return Optional.empty();
    }
    if (options.allowErrors() || position.cell().isTagged("raises-exception")) {
      errors++;
      return Optional.empty();
    }
    return Optional.of(new RunResult.Failed(position, failure.get()));
  }

  private Optional<RunResult> timedOut(
      RunResult.Position position, CompletableFuture<Outcome> running) throws InterruptedException {
    Duration limit = options.cellLimit().orElseThrow();
    String message = "the cell ran longer than " + seconds(limit) + " s" + interrupt(running);
    recording.fail(position.cell(), "Timeout", message);
    return Optional.of(new RunResult.TimedOut(position, limit));
  }

  private Optional<RunResult> stoppedBy(
      RunResult.Position position, CompletableFuture<Outcome> running) throws InterruptedException {
    String message = "the run was stopped" + interrupt(running);
    recording.fail(position.cell(), "Interrupted", message);
    return Optional.of(new RunResult.Stopped(position));
  }

  /** Stops the cell and waits for its end, so that what it still prints is recorded. */
  private String interrupt(CompletableFuture<Outcome> running) throws InterruptedException {
    runner.interrupt();
    try {
      await(running, Optional.of(GRACE));
      return "";
    } catch (TimeoutException e) {
      return " and did not react to being interrupted for " + seconds(GRACE) + " s";
    }
  }

  private static <T> T await(CompletableFuture<T> future, Optional<Duration> limit)
      throws InterruptedException, TimeoutException {
    try {
      return limit.isPresent()
          ? future.get(limit.get().toMillis(), TimeUnit.MILLISECONDS)
          : future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the interpreter failed: " + e.getCause(), e.getCause());
    }
  }

  private static String seconds(Duration duration) {
    String text = String.valueOf(duration.toMillis() / 1000.0);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
