package lungo.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import lungo.display.MimeBundle;
import lungo.kernel.channels.Received;
import lungo.kernel.execution.Ansi;
import lungo.kernel.execution.Cell;
import lungo.kernel.execution.Outcome;
import lungo.kernel.execution.Shell;
import lungo.kernel.history.CellHistory;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.Execute;
import lungo.kernel.protocol.Publish;

/**
 * The cells of one shell: those that wait and the one that runs, one after the other on a thread of
 * their own, with the shell's own counter, history and questions to the user.
 */
final class Executions implements AutoCloseable {

  private record Waiting(Received received, Execute.Request request) {}

  private static final Publish.Failure INTERRUPTED =
      new Publish.Failure("Interrupted", "the cell was stopped", List.of(Ansi.bold("Interrupted")));
  private static final Publish.Failure ABORTED =
      new Publish.Failure("Aborted", "a cell before this one failed; it was not run", List.of());
  private static final Publish.Failure CLOSED =
      new Publish.Failure("Aborted", "its subshell was deleted; it was not run", List.of());

  private final Supplier<CellRunner> runner;
  private final Supplier<? extends Shell> shell;
  private final CellHistory history;
  private final Inputs inputs = new Inputs();
  private final BlockingQueue<Optional<Waiting>> waiting = new LinkedBlockingQueue<>();
  private volatile Optional<Received> newest = Optional.empty();
  private boolean isClosed; // guarded by this
  private int counter;

  /**
   * An empty queue.
   *
   * @param runner the notebook; may wait until it has started
   * @param shell the shell of it that the cells run in
   * @param history keeps the cells
   */
  Executions(Supplier<CellRunner> runner, Supplier<? extends Shell> shell, CellHistory history) {
    this.runner = runner;
    this.shell = shell;
    this.history = history;
  }

  /** Adds a cell behind those that wait. */
  void add(Received received, Execute.Request request) {
    var cell = new Waiting(received, request);
    synchronized (this) {
      if (!isClosed) {
        waiting.add(Optional.of(cell));
        return;
      }
    }
    abort(cell, CLOSED);
  }

  /** The request of the cell that runs or ran last. */
  Optional<Received> newest() {
    return newest;
  }

  /** The cells that ran. */
  CellHistory history() {
    return history;
  }

  /** The questions of the cells. */
  Inputs inputs() {
    return inputs;
  }

  /** Runs cells until this is closed or the thread is interrupted. */
  void runAll() {
    try {
      for (Optional<Waiting> next = waiting.take(); next.isPresent(); next = waiting.take()) {
        run(next.get().received(), next.get().request());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs no further cell; those that wait are answered. Does not stop the one that runs. */
  @Override
  public void close() {
    List<Waiting> left;
    synchronized (this) {
      isClosed = true;
      left = drain();
      waiting.add(Optional.empty());
    }
    left.forEach(cell -> abort(cell, CLOSED));
  }

  private List<Waiting> drain() {
    var drained = new ArrayList<Optional<Waiting>>();
    synchronized (this) {
      waiting.drainTo(drained);
      if (isClosed && drained.contains(Optional.<Waiting>empty())) {
        waiting.add(Optional.empty());
      }
    }
    return drained.stream().flatMap(Optional::stream).toList();
  }

  private void run(Received received, Execute.Request request) {
    newest = Optional.of(received);
    boolean counts = request.storeHistory() && !request.code().isBlank();
    if (counts) {
      counter++;
    }
    var output = new CellMessages(received, request, inputs);
    received.together(
        () -> {
          received.publish(Publish.BUSY);
          output.publish(new Publish.ExecuteInput(request.code(), counter));
        });
    Outcome outcome = execute(request, output);
    if (counts) {
      history.add(counter, request.code(), output.hasSecret() ? Optional.empty() : shown(outcome));
    }
    if (request.userExpressions().isEmpty()) {
      received.together(() -> finish(outcome, received, request, output));
    } else {
      finish(outcome, received, request, output); // what it evaluates may take long
    }
  }

  private void finish(
      Outcome outcome, Received received, Execute.Request request, CellMessages output) {
    Content reply = answer(outcome, request, output);
    List<Waiting> aborted =
        reply instanceof Execute.Failed && request.stopOnError() ? drain() : List.of();
    received.reply(reply);
    received.publish(Publish.IDLE);
    for (Waiting cell : aborted) {
      abort(cell, ABORTED);
    }
  }

  private Outcome execute(Execute.Request request, CellMessages output) {
    try {
      return runner.get().execute(shell.get(), new Cell(counter, request.code()), output);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return failed(e); // of ours, not of the cell's code
    }
  }

  private static Outcome failed(Throwable fault) {
    return new Outcome.Failed(
        fault.getClass().getSimpleName(), String.valueOf(fault.getMessage()), List.of(fault + ""));
  }

  private Content answer(Outcome outcome, Execute.Request request, CellMessages output) {
    Optional<Publish.Failure> failure = failure(outcome);
    if (failure.isPresent()) {
      output.publish(failure.get());
      return new Execute.Failed(counter, failure.get());
    }
    if (outcome instanceof Outcome.Value value) {
      output.publish(new Publish.ExecuteResult(counter, value.bundle()));
    }
    return new Execute.Ok(counter, expressions(request, output));
  }

  private Map<String, Object> expressions(Execute.Request request, CellMessages output) {
    var results = new LinkedHashMap<String, Object>();
    if (!request.userExpressions().isEmpty()) {
      shell
          .get()
          .evaluate(request.userExpressions(), output)
          .forEach((name, outcome) -> results.put(name, expression(outcome)));
    }
    return results;
  }

  private static Map<String, Object> expression(Outcome outcome) {
    return failure(outcome)
        .map(Execute.Expression::failed)
        .orElseGet(
            () ->
                Execute.Expression.ok(
                    outcome instanceof Outcome.Value value ? value.bundle() : MimeBundle.text("")));
  }

  private static Optional<Publish.Failure> failure(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return Optional.of(new Publish.Failure(failed.name(), failed.message(), failed.traceback()));
    }
    return outcome instanceof Outcome.Interrupted ? Optional.of(INTERRUPTED) : Optional.empty();
  }

  private static Optional<String> shown(Outcome outcome) {
    return outcome instanceof Outcome.Value value
        ? Optional.of(value.bundle().plainText())
        : Optional.empty();
  }

  private void abort(Waiting cell, Publish.Failure reason) {
    cell.received().publish(Publish.BUSY);
    cell.received().reply(new Execute.Failed(counter, reason));
    cell.received().publish(Publish.IDLE);
  }
}
