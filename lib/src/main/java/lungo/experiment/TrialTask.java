package lungo.experiment;

import com.google.gson.reflect.TypeToken;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lungo.display.Display;
import lungo.experiment.StoredRun.Status;
import lungo.random.Seed;
import lungo.tasks.Task;
import org.jspecify.annotations.Nullable;

/**
 * A trial that may be done in another process, such as a cluster's executor. It gives its run's
 * directory. Where the process is lost and the trial begun again in another one, it takes up the
 * run that the lost one has begun, so that there is one run a trial.
 *
 * @param root the folder of runs, the same on all machines
 * @param name the experiment's
 * @param seed that of the process that sweeps
 * @param config the settings, as JSON
 * @param again the directory of a run that was cut off, or null
 * @param body what to do
 */
record TrialTask(
    String root,
    String name,
    long seed,
    String config,
    @Nullable String again,
    Body<? extends Exception> body)
    implements Task<String> {

  private static final long serialVersionUID = 1;

  /** The trial's run has begun. */
  record Began(String directory) implements Serializable {}

  /** A value was logged. */
  record Logged(String metric, double value) implements Serializable {}

  /**
   * A body that is made where it is needed.
   *
   * @param type has a constructor without parameters
   */
  record Made(Class<? extends Body<?>> type) implements Body<Exception> {

    private static final long serialVersionUID = 1;

    @Override
    public void run(Run run) throws Exception {
      Constructor<? extends Body<?>> maker = type.getDeclaredConstructor();
      maker.setAccessible(true);
      maker.newInstance().run(run);
    }
  }

  @Override
  @SuppressWarnings("try")
  public String run(Attempt attempt) {
    RunFolder folder = Experiments.in(Path.of(root));
    if (!Files.isDirectory(Path.of(root, name))) {
      throw new ExperimentException(
          Path.of(root, name)
              + " is no folder on this machine; all that do trials have to see the same one:"
              + " in(Path) names another");
    }
    Optional<StoredRun> before = before(folder, attempt);
    if (before.filter(run -> run.status() == Status.FINISHED).isPresent()) {
      return directory(before.get());
    }
    String[] begun = new String[1];
    Body<Exception> told =
        run -> {
          begun[0] = run.directory().toAbsolutePath().toString();
          attempt.tell(new Began(begun[0]));
          body.run(run);
        };
    Run.Listener listener = (metric, value) -> attempt.tell(new Logged(metric, value));
    Seed.set(seed);
    try (var quiet = Display.quiet()) {
      return directory(
          before.isPresent()
              ? RunFolder.again(before.get(), told, listener)
              : folder.begin(name, settings(), told, listener));
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (begun[0] == null) {
        throw new ExperimentException("a trial cannot begin: " + e.getMessage(), e);
      }
      return begun[0]; // where its error stands
    }
  }

  private Configuration settings() {
    return new Configuration(
        RunFile.LINE.fromJson(config, new TypeToken<Map<String, Object>>() {}));
  }

  /** The run that is to be taken up: what was cut off, or what a lost process has begun. */
  private Optional<StoredRun> before(RunFolder folder, Attempt attempt) {
    if (again != null) {
      return Optional.of(StoredRun.of(Path.of(again)));
    }
    if (attempt.number() == 0) {
      return Optional.empty();
    }
    String own = SweepTrials.key(settings(), seed);
    return folder.all(name).stream()
        .filter(run -> SweepTrials.key(run.config(), run.seed()).equals(own))
        .reduce((first, later) -> later)
        .filter(run -> run.status() != Status.RUNNING || !run.file().process().isHere());
  }

  private static String directory(StoredRun run) {
    return run.directory().toAbsolutePath().toString();
  }
}
