package lungo.kernel.magics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import lungo.kernel.execution.Outcome;

/** Stops cells that run too long. */
final class TimeLimit implements AutoCloseable {

  private final Duration limit;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "time limit");
            thread.setDaemon(true);
            return thread;
          });

  TimeLimit(Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("a time limit must be positive, got " + limit);
    }
    this.limit = limit;
  }

  /** Runs a cell and interrupts it when its time is up. */
  Outcome watch(Runnable interrupt, Supplier<Outcome> cell) {
    var isOver = new AtomicBoolean();
    Future<?> alarm =
        clock.schedule(
            () -> {
              isOver.set(true);
              interrupt.run();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    Outcome outcome;
    try {
      outcome = cell.get();
    } finally {
      alarm.cancel(false);
    }
    if (outcome instanceof Outcome.Interrupted && isOver.get()) {
      String message = "the cell ran longer than its limit of " + limit.toMillis() + " ms";
      return new Outcome.Failed("TimeoutException", message, List.of(message));
    }
    return outcome;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
