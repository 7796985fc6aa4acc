package lungo.experiment;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lungo.random.Seed;
import tech.tablesaw.api.Table;

/**
 * A folder of runs, {@code NAME/ID} each. Several processes and threads may begin runs in it at
 * once.
 *
 * <pre>{@code
 * RunFolder folder = Experiments.in(Path.of("elsewhere"));
 * folder.run("clothes", Map.of("rate", 0.1), run -> run.fit(learner, 3, oneCycle(0.1)));
 * Table runs = folder.table("clothes");
 * }</pre>
 */
public final class RunFolder {

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N} ._+=-]{0,99}");
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final Path root;

  RunFolder(Path root) {
    this.root = root;
  }

  /** Where it lies. */
  Path root() {
    return root;
  }

  /**
   * Begins a run and does it. See {@link Experiment#run}.
   *
   * @param <X> what the body may throw
   * @param name the experiment's name
   * @param config a record or a map
   * @param body what to do
   * @return the run as it was kept
   * @throws X what the body threw; the run is kept as failed
   */
  public <X extends Exception> StoredRun run(String name, Object config, Body<X> body) throws X {
    Seed.set(Seed.get()); // the engine draws the same in each run
    return begin(name, Configuration.of(config), body, (metric, value) -> {});
  }

  <X extends Exception> StoredRun begin(
      String name, Configuration config, Body<X> body, Run.Listener listener) throws X {
    checkName("experiment", name);
    Run run;
    try {
      run = Run.begin(newDirectory(name), name, config, listener);
    } catch (IOException e) {
      throw new ExperimentException("cannot begin a run in " + root + ": " + e.getMessage(), e);
    }
    return execute(run, body);
  }

  static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the "
              + what
              + "'s name becomes a file's name: expected letters, digits and blanks, or one of"
              + " . _ + = - within it, got '"
              + name
              + "'");
    }
  }

  /** Whoever makes the directory has it; another one takes the next thousandth of a second. */
  private Path newDirectory(String name) throws IOException {
    Path experiment = Files.createDirectories(root.resolve(name));
    Instant time = Instant.now();
    while (true) {
      try {
        return Files.createDirectory(experiment.resolve(ID.format(time)));
      } catch (FileAlreadyExistsException e) {
        time = time.plusMillis(1);
      }
    }
  }

  /**
   * Takes up a run that was interrupted, failed or crashed, with the seed that it began with. See
   * {@link Experiment#resume}.
   *
   * @param <X> what the body may throw
   * @param directory the run's directory
   * @param body what it did before
   * @return the run as it was kept
   * @throws X what the body threw
   */
  static <X extends Exception> StoredRun resume(Path directory, Body<X> body) throws X {
    StoredRun stored = StoredRun.of(directory);
    if (!stored.status().canGoOn()) {
      throw new ExperimentException(
          stored
              + (stored.status() == StoredRun.Status.RUNNING
                  ? " in process " + stored.file().process().pid()
                  : ": there is nothing left to do")
              + "; Experiment.run(…) begins a new one");
    }
    Seed.set(stored.seed());
    return again(stored, body, (metric, value) -> {});
  }

  static <X extends Exception> StoredRun again(
      StoredRun stored, Body<X> body, Run.Listener listener) throws X {
    Run run;
    try {
      run = Run.again(stored, listener);
    } catch (IOException e) {
      throw new ExperimentException("cannot take up " + stored + ": " + e.getMessage(), e);
    }
    return execute(run, body);
  }

  private static <X extends Exception> StoredRun execute(Run run, Body<X> body) throws X {
    String server = System.getenv().getOrDefault(Mlflow.VARIABLE, "");
    try {
      body.run(run);
    } catch (Throwable e) {
      run.end(isStop(e) ? StoredRun.Status.INTERRUPTED : StoredRun.Status.FAILED, e);
      Mlflow.sendIfAsked(run.directory(), server);
      throw e;
    }
    boolean interrupted = Thread.currentThread().isInterrupted();
    run.end(interrupted ? StoredRun.Status.INTERRUPTED : StoredRun.Status.FINISHED, null);
    Mlflow.sendIfAsked(run.directory(), server);
    return StoredRun.of(run.directory());
  }

  private static boolean isStop(Throwable e) {
    return Thread.currentThread().isInterrupted()
        || e instanceof InterruptedException
        || e instanceof CancellationException;
  }

  /**
   * All runs, the oldest first.
   *
   * @return the runs of all experiments, as they are now; empty if the folder is not there
   */
  public List<StoredRun> all() {
    return directories(root).flatMap(experiment -> in(experiment).stream()).sorted(byId()).toList();
  }

  /**
   * The runs of an experiment, the oldest first.
   *
   * @param name the experiment's name
   * @return its runs, as they are now; empty if there are none
   */
  public List<StoredRun> all(String name) {
    checkName("experiment", name);
    return in(root.resolve(name)).stream().sorted(byId()).toList();
  }

  /**
   * All runs as a table.
   *
   * @return a row a run, the oldest first: name, id, status, when it started (UTC), how long it
   *     ran, its settings, and each metric's last and best value ({@link StoredRun#best})
   */
  public Table table() {
    return RunTable.of("runs", all());
  }

  /**
   * The runs of an experiment as a table.
   *
   * @param name the experiment's name
   * @return see {@link #table()}
   */
  public Table table(String name) {
    return RunTable.of(name, all(name));
  }

  private static Comparator<StoredRun> byId() {
    return Comparator.comparing(StoredRun::id).thenComparing(StoredRun::name);
  }

  /** A directory that was just made has no {@code run.json} yet. */
  private static List<StoredRun> in(Path experiment) {
    return directories(experiment)
        .filter(directory -> Files.exists(directory.resolve(RunFile.FILE)))
        .map(StoredRun::of)
        .toList();
  }

  private static Stream<Path> directories(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).toList().stream();
    } catch (IOException e) {
      throw new ExperimentException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
