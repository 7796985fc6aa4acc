package lungo.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lungo.display.Display;
import lungo.experiment.SweepResult.State;
import lungo.random.Seed;
import org.jspecify.annotations.Nullable;

/** A sweep at work: a thread for each trial that goes on, and a table of how far they are. */
final class SweepTrials {

  private final String name;
  private final RunFolder folder;
  private final String metric;
  private final boolean lowest;
  private final int threads;
  private final TrialWork work;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, StoredRun> earlier = new HashMap<>();
  private int rounds;
  private volatile boolean stopped;
  private @Nullable Display display;
  private long drawnAt;

  /** A trial; changed under this sweep's lock. */
  private static final class Entry {
    final int number;
    final int round;
    final Configuration config;
    State state = State.WAITING;
    double value = Double.NaN;
    @Nullable StoredRun run;

    Entry(int number, int round, Configuration config) {
      this.number = number;
      this.round = round;
      this.config = config;
    }
  }

  SweepTrials(
      String name, RunFolder folder, String metric, boolean lowest, int threads, TrialWork work) {
    this.name = name;
    this.folder = folder;
    this.metric = metric;
    this.lowest = lowest;
    this.threads = threads;
    this.work = work;
    for (StoredRun run : folder.all(name)) {
      earlier.merge(
          key(run.config(), run.seed()),
          run,
          (old, later) -> old.status() == StoredRun.Status.FINISHED ? old : later);
    }
  }

  static String key(Configuration config, long seed) {
    return seed + " " + RunFile.GSON.toJson(config.values());
  }

  /**
   * Does a round of trials, unless the sweep was stopped.
   *
   * @return the settings of those that came to their end, the best first
   */
  List<Map<String, Object>> round(List<Map<String, Object>> settings) {
    if (stopped) {
      return List.of();
    }
    rounds++;
    var round = new ArrayList<Entry>();
    synchronized (this) {
      for (Map<String, Object> each : settings) {
        round.add(new Entry(entries.size() + round.size() + 1, rounds, Configuration.of(each)));
      }
      entries.addAll(round);
    }
    draw(false);
    workOn(round);
    synchronized (this) {
      return round.stream()
          .filter(entry -> entry.state == State.FINISHED)
          .sorted((a, b) -> SweepResult.order(lowest).compare(a.value, b.value))
          .map(entry -> settings.get(round.indexOf(entry)))
          .toList();
    }
  }

  /** The threads belong to the caller's group, so that a notebook's interrupt reaches them. */
  private void workOn(List<Entry> round) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(threads, round.size()),
            work -> {
              var thread = new Thread(work, "trial of " + name);
              thread.setDaemon(true);
              return thread;
            });
    boolean interrupted = false;
    try {
      var work = new ArrayList<Future<?>>();
      round.forEach(entry -> work.add(pool.submit(() -> attempt(entry))));
      for (Future<?> each : work) {
        each.get();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException e) {
      rethrow(e.getCause());
    } finally {
      stopped |= interrupted;
      if (end(pool) || interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void rethrow(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    throw new AssertionError("a trial keeps what it throws", cause);
  }

  /** Waits for the trials under way to end; whether an interrupt came meanwhile. */
  private static boolean end(ExecutorService pool) {
    boolean interrupted = Thread.interrupted();
    pool.shutdownNow();
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.HOURS)) {
          return interrupted;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private void attempt(Entry entry) {
    if (stopped) {
      return;
    }
    StoredRun old = earlier.get(key(entry.config, Seed.get()));
    update(entry, State.RUNNING, null);
    boolean isDone = old != null && !old.status().canGoOn();
    StoredRun run;
    try {
      run = old != null && isDone ? old : perform(entry, old);
    } catch (CancellationException e) {
      stopped = true;
      update(entry, State.WAITING, null);
      return;
    }
    stopped |= Thread.currentThread().isInterrupted();
    update(entry, state(run), run);
    if (run.status() == StoredRun.Status.FINISHED) {
      run.last(metric); // says what was logged if this was not
    }
  }

  private static State state(StoredRun run) {
    return switch (run.status()) {
      case RUNNING -> State.RUNNING;
      case FINISHED -> State.FINISHED;
      case INTERRUPTED -> State.INTERRUPTED;
      case FAILED, CRASHED -> State.FAILED;
    };
  }

  private StoredRun perform(Entry entry, @Nullable StoredRun old) {
    Run.Listener listener = (metricName, value) -> logged(entry, metricName, value);
    return work.perform(folder, name, entry.config, old, listener);
  }

  private void logged(Entry entry, String metricName, double value) {
    if (metricName.equals(metric)) {
      synchronized (this) {
        entry.value = value;
      }
      draw(false);
    }
  }

  private void update(Entry entry, State state, @Nullable StoredRun run) {
    synchronized (this) {
      entry.state = state;
      entry.run = run;
      if (run != null && run.metricNames().contains(metric)) {
        entry.value = run.last(metric);
      }
    }
    draw(false);
  }

  private synchronized void draw(boolean isLast) {
    if (!isLast
        && display != null
        && System.nanoTime() - drawnAt < Display.redrawInterval().toNanos()) {
      return;
    }
    drawnAt = System.nanoTime();
    if (display == null) {
      display = Display.show(snapshot());
    } else {
      display.update(snapshot());
    }
  }

  private synchronized SweepResult snapshot() {
    return new SweepResult(
        name,
        metric,
        lowest,
        entries.stream()
            .map(
                e ->
                    new SweepResult.Trial(
                        e.number, e.round, e.config, e.state, e.value, Optional.ofNullable(e.run)))
            .toList());
  }

  SweepResult end() {
    draw(true);
    return snapshot();
  }
}
