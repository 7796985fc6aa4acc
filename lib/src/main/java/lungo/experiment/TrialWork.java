package lungo.experiment;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import lungo.display.Display;
import lungo.random.Seed;
import lungo.tasks.TaskRunner;
import org.jspecify.annotations.Nullable;

/** How a sweep does a trial. */
interface TrialWork {

  /**
   * Does a trial, or goes on with one that was cut off.
   *
   * @param folder where its run is kept
   * @param name the experiment's name
   * @param config its settings
   * @param old the run that was cut off, or null
   * @param listener hears of what is logged
   * @return its run, whatever became of it
   * @throws ExperimentException if none could be begun
   * @throws CancellationException if the thread was interrupted before one began; it stays so
   */
  StoredRun perform(
      RunFolder folder,
      String name,
      Configuration config,
      @Nullable StoredRun old,
      Run.Listener listener);

  /** In this process; what a trial throws stands in its run. */
  record Here(Body<? extends Exception> body, int threads) implements TrialWork {

    @Override
    @SuppressWarnings("try")
    public StoredRun perform(
        RunFolder folder,
        String name,
        Configuration config,
        @Nullable StoredRun old,
        Run.Listener listener) {
      Run[] begun = new Run[1];
      Body<Exception> noted =
          run -> {
            begun[0] = run;
            body.run(run);
          };
      try (var quiet = Display.quiet()) {
        if (threads == 1) {
          Seed.set(Seed.get()); // the engine draws the same in each trial
        }
        return old == null
            ? folder.begin(name, config, noted, listener)
            : RunFolder.again(old, noted, listener);
      } catch (Throwable e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (begun[0] != null) {
          return StoredRun.of(begun[0].directory());
        }
        if (old != null) {
          return StoredRun.of(old.directory()); // another process was quicker
        }
        throw new ExperimentException("a trial cannot begin: " + e.getMessage(), e);
      }
    }
  }

  /** A process a trial; one whose process was killed is taken up again by another process. */
  record Processes(Class<? extends Body<?>> body, int count, TrialRoom room) implements TrialWork {

    /** How many processes may be killed before a trial counts as failed. */
    private static final int ATTEMPTS = 3;

    @Override
    public StoredRun perform(
        RunFolder folder,
        String name,
        Configuration config,
        @Nullable StoredRun old,
        Run.Listener listener) {
      StoredRun run = old;
      for (int attempt = 1; ; attempt++) {
        run = attempt(folder, name, config, run, listener);
        boolean isKilled = run.status() == StoredRun.Status.CRASHED;
        if (!isKilled || attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
          return run;
        }
      }
    }

    private StoredRun attempt(
        RunFolder folder,
        String name,
        Configuration config,
        @Nullable StoredRun old,
        Run.Listener listener) {
      var task =
          new TrialProcess.Task(
              folder.root().toAbsolutePath().toString(),
              name,
              old == null ? Seed.get() : old.seed(),
              body.getName(),
              config.values(),
              old == null ? null : old.directory().toAbsolutePath().toString());
      long peak = 0;
      try {
        room.enter();
        try {
          TrialProcess.Ended ended = TrialProcess.run(task, body, count, listener);
          peak = ended.peakBytes();
          Path directory =
              ended.directory() == null && old != null ? old.directory() : ended.directory();
          if (directory == null && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("stopped before its run began");
          }
          if (directory == null) {
            throw new ExperimentException(
                "a trial's process ended before its run began:\n" + ended.printed());
          }
          return StoredRun.of(directory);
        } finally {
          room.leave(peak);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("stopped while it waited for memory");
      } catch (IOException e) {
        throw new ExperimentException("a trial's process cannot be started: " + e.getMessage(), e);
      }
    }
  }

  /**
   * On a cluster's executors, or wherever else tasks are run.
   *
   * @param body what a trial does; travels there
   * @param runner begins a trial again whose process was lost
   */
  record Elsewhere(Body<? extends Exception> body, TaskRunner runner) implements TrialWork {

    /** What the trial tells; on threads of the runner's. */
    private static final class Follower implements Consumer<Serializable> {
      private final Run.Listener listener;
      private volatile @Nullable Path directory;

      Follower(Run.Listener listener) {
        this.listener = listener;
      }

      @Override
      public void accept(Serializable news) {
        if (news instanceof TrialTask.Began began) {
          directory = Path.of(began.directory());
        } else if (news instanceof TrialTask.Logged logged) {
          listener.logged(logged.metric(), logged.value());
        }
      }
    }

    @Override
    public StoredRun perform(
        RunFolder folder,
        String name,
        Configuration config,
        @Nullable StoredRun old,
        Run.Listener listener) {
      var task =
          new TrialTask(
              folder.root().toAbsolutePath().normalize().toString(),
              name,
              old == null ? Seed.get() : old.seed(),
              RunFile.LINE.toJson(config.values()),
              old == null ? null : old.directory().toAbsolutePath().toString(),
              body);
      var follower = new Follower(listener);
      try {
        Files.createDirectories(folder.root().resolve(name));
        return StoredRun.of(
            Path.of(runner.run("trial of " + name, List.of(task), follower).get(0)));
      } catch (IOException e) {
        throw new ExperimentException(
            "cannot begin a run in " + folder.root() + ": " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        Path directory = follower.directory;
        if (directory == null) {
          throw new CancellationException("stopped before its run began");
        }
        return StoredRun.of(directory);
      } catch (RuntimeException e) {
        Path directory = follower.directory;
        if (directory == null) {
          throw e;
        }
        return given(directory, e);
      }
    }

    /** The run that nobody will take up any more, with the reason. */
    private static StoredRun given(Path directory, RuntimeException why) {
      StoredRun run = StoredRun.of(directory);
      if (run.status() != StoredRun.Status.RUNNING && run.status() != StoredRun.Status.CRASHED) {
        return run;
      }
      String line = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
      try {
        run.file()
            .ended(StoredRun.Status.FAILED, Instant.now().toString(), run.seconds(), line)
            .write(directory);
      } catch (IOException e) {
        throw new ExperimentException("cannot write into the run " + directory, e);
      }
      return StoredRun.of(directory);
    }
  }
}
