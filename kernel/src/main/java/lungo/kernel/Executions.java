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
import lungo.kernel.execution.Cell;
import lungo.kernel.execution.Outcome;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.Execute;
import lungo.kernel.protocol.Publish;

/** The cells that wait and the one that runs, one after the other on a thread of their own. */
final class Executions {

  private record Waiting(Received received, Execute.Request request) {}

  private static final Publish.Failure INTERRUPTED =
      new Publish.Failure(
          "Interrupted", "the cell was stopped", List.of("\u001b[31mInterrupted\u001b[0m"));
  private static final Publish.Failure ABORTED =
      new Publish.Failure("Aborted", "a cell before this one failed; it was not run", List.of());

  private final Supplier<CellRunner> runner;
  private final CellHistory history;
  private final Inputs inputs;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private volatile Optional<Received> newest = Optional.empty();
  private int counter;

  Executions(Supplier<CellRunner> runner, CellHistory history, Inputs inputs) {
    this.runner = runner;
    this.history = history;
    this.inputs = inputs;
  }

  /** Adds a cell behind those that wait. */
  void add(Received received, Execute.Request request) {
    waiting.add(new Waiting(received, request));
  }

  /** The request of the cell that runs or ran last. */
  Optional<Received> newest() {
    return newest;
  }

  /** Runs cells until the thread is interrupted. */
  void runAll() {
    try {
      while (true) {
        Waiting next = waiting.take();
        run(next.received(), next.request());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Received received, Execute.Request request) {
    newest = Optional.of(received);
    received.publish(Publish.BUSY);
    boolean counts = request.storeHistory() && !request.code().isBlank();
    if (counts) {
      counter++;
    }
    var output = new CellMessages(received, request, inputs);
    output.publish(new Publish.ExecuteInput(request.code(), counter));
    Outcome outcome = execute(request, output);
    if (counts) {
      history.add(counter, request.code(), shown(outcome));
    }
    Content reply = finish(outcome, request, output);
    List<Waiting> aborted = new ArrayList<>();
    if (reply instanceof Execute.Failed && request.stopOnError()) {
      waiting.drainTo(aborted);
    }
    received.reply(reply);
    received.publish(Publish.IDLE);
    aborted.forEach(this::abort);
  }

  private Outcome execute(Execute.Request request, CellMessages output) {
    try {
      return runner.get().execute(new Cell(counter, request.code()), output);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return failed(e); // of ours, not of the cell's code
    }
  }

  private static Outcome failed(Throwable fault) {
    return new Outcome.Failed(
        fault.getClass().getSimpleName(), String.valueOf(fault.getMessage()), List.of(fault + ""));
  }

  private Content finish(Outcome outcome, Execute.Request request, CellMessages output) {
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
      runner
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

  private void abort(Waiting cell) {
    cell.received().publish(Publish.BUSY);
    cell.received().reply(new Execute.Failed(counter, ABORTED));
    cell.received().publish(Publish.IDLE);
  }
}
