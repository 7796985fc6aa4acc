package lungo.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import lungo.data.Sha256Sums;
import lungo.plots.Png;
import lungo.random.Seed;
import lungo.training.Callback;
import lungo.training.Checkpoints;
import lungo.training.History;
import lungo.training.Learner;
import lungo.training.Schedule;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * A run under way: what it does goes to its directory, line by line, so that nothing is lost when
 * the process is killed. A run trains one learner at most; its logs and plots may come from several
 * threads.
 *
 * <pre>{@code
 * Experiment.run("clothes", Map.of("rate", 0.1), run -> {
 *   var history = run.fit(learner, 3, oneCycle(run.config().number("rate")));
 *   run.log(1, "test_accuracy", learner.evaluate(data.test()).accuracy());
 *   run.plot("curves", plot(history));
 * });
 * }</pre>
 */
public final class Run {

  /** The folder of checkpoints in a run's directory. */
  static final String CHECKPOINTS = "checkpoints";

  /** Hears of what is logged, on the thread that logs. */
  @FunctionalInterface
  interface Listener {
    void logged(String metric, double value);
  }

  private final Path directory;
  private final MetricLog metrics;
  private final long beganNanos = System.nanoTime();
  private final double secondsBefore;
  private final Listener listener;
  private RunFile file;

  private Run(Path directory, RunFile file, Listener listener) throws IOException {
    this.directory = directory;
    this.file = file;
    this.secondsBefore = file.seconds();
    this.listener = listener;
    file.write(directory);
    this.metrics = MetricLog.in(directory);
  }

  /** Begins a run in a directory that was just made. */
  static Run begin(Path directory, String name, Configuration config, Listener listener)
      throws IOException {
    Surroundings.keepNotebook(directory);
    var file =
        new RunFile(
            RunFile.FORMAT,
            name,
            String.valueOf(directory.getFileName()),
            StoredRun.Status.RUNNING,
            Instant.now().toString(),
            null,
            0,
            null,
            ProcessMark.current(),
            1,
            Seed.get(),
            config.values(),
            Surroundings.at(directory),
            Map.of());
    return new Run(directory, file, listener);
  }

  /** Takes up a run that was cut off, alone. */
  static Run again(StoredRun stored, Listener listener) throws IOException {
    RunFile file = stored.file();
    Claim claim = Claim.of(stored.directory(), file.attempts() + 1);
    try {
      Surroundings.keepNotebook(stored.directory());
      return new Run(stored.directory(), file.again(Surroundings.at(stored.directory())), listener);
    } catch (IOException | RuntimeException e) {
      claim.release();
      throw e;
    }
  }

  /**
   * Where it writes, for files of one's own.
   *
   * @return the directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * Its settings.
   *
   * @return what it was begun with
   */
  public synchronized Configuration config() {
    return new Configuration(file.config());
  }

  /**
   * Whether it was cut off before and goes on now.
   *
   * @return false in a new run
   */
  public synchronized boolean isResumed() {
    return file.attempts() > 1;
  }

  /**
   * Records a value.
   *
   * @param step where it belongs, such as the epoch; a later value of a step takes the place of an
   *     earlier one
   * @param name the metric, without commas, quotes and line breaks
   * @param value any number
   */
  public void log(long step, String name, double value) {
    write(() -> metrics.add(step, name, value));
    listener.logged(name, value);
  }

  /**
   * Records what a folder of data holds: its SHA-256 sums, which are checked where it has a file
   * {@code SHA256SUMS}. All its files are read.
   *
   * @param folder the folder, or a file
   * @return the folder
   * @throws lungo.data.DataException if a file differs from its sum
   * @throws ExperimentException if there is no such folder
   */
  public Path data(String folder) {
    return data(Path.of(folder));
  }

  /**
   * {@link #data(String)} for a path.
   *
   * @param folder the folder, or a file
   * @return the folder
   */
  public Path data(Path folder) {
    if (!Files.exists(folder)) {
      throw new ExperimentException("there is no data folder " + folder.toAbsolutePath());
    }
    write(
        () -> {
          String list = DataSums.list(folder);
          String name = folder.toString().replace('\\', '/');
          synchronized (this) {
            Path sums =
                Files.createDirectories(directory.resolve("data")).resolve(sums(folder, name));
            Files.writeString(sums, list);
            try (var in = Files.newInputStream(sums)) {
              String sum = Sha256Sums.of(in);
              update(f -> f.withData(name, sum));
            }
          }
        });
    return folder;
  }

  /** The file of a folder's sums; folders of the same last name get numbers, the first has none. */
  private synchronized String sums(Path folder, String name) {
    String last = last(folder);
    int before = 0;
    for (String known : file.data().keySet()) {
      if (known.equals(name)) {
        break;
      }
      before += last(Path.of(known)).equals(last) ? 1 : 0;
    }
    return last + (before == 0 ? "" : "~" + (before + 1)) + ".sha256";
  }

  private static String last(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  /**
   * Keeps a plot as {@code NAME.png}, at twice its size.
   *
   * @param name the file's name without an ending; one of the name is replaced
   * @param chart an XChart chart or a figure of {@link lungo.plots}
   */
  public void plot(String name, IChart chart) {
    RunFolder.checkName("plot", name);
    byte[] png = Png.encode(Png.paint(chart));
    write(() -> Files.write(directory.resolve(name + ".png"), png));
  }

  /**
   * Listens to the training of this run's learner: the history goes to {@code history.csv} and
   * {@code history.jsonl}, each epoch's loss and metrics are logged, and the newest checkpoint is
   * kept.
   *
   * @return a callback
   */
  public Callback callback() {
    return new Recording(this);
  }

  /**
   * Takes a learner back to the newest checkpoint of this run; the next {@code fit} with {@link
   * #callback} goes on from there.
   *
   * @param learner made as it was before
   * @return false if there is no checkpoint, and nothing was changed
   * @throws lungo.training.TrainingException if it is another learner's
   */
  public boolean resume(Learner learner) {
    return learner.resume(checkpoints().directory());
  }

  /**
   * Trains this run's learner, recorded by {@link #callback}, and goes on from the newest
   * checkpoint where the run was cut off.
   *
   * @param learner the learner; the only one of this run
   * @param epochs how many times the data are gone through, 1 or more
   * @param schedule the learning rate of each step
   * @param more callbacks of one's own, which are called first
   * @return the learner's history
   */
  public History fit(Learner learner, int epochs, Schedule schedule, Callback... more) {
    resume(learner);
    var callbacks = new Callback[more.length + 1];
    System.arraycopy(more, 0, callbacks, 0, more.length);
    callbacks[more.length] = callback();
    return learner.fit(epochs, schedule, callbacks);
  }

  Checkpoints checkpoints() {
    return Checkpoints.in(directory.resolve(CHECKPOINTS));
  }

  /** Notes where the run computes. */
  void device(String device) {
    write(() -> update(f -> f.withEnvironment(Map.of("device", device))));
  }

  /** Ends it, with what is known of the engine by now. */
  void end(StoredRun.Status how, @Nullable Throwable why) {
    double seconds = secondsBefore + (System.nanoTime() - beganNanos) / 1e9;
    write(
        () -> {
          Surroundings.keepError(directory, why);
          String line = why == null ? null : why.toString().lines().findFirst().orElse("");
          update(
              f ->
                  f.withEnvironment(Surroundings.engine())
                      .ended(how, Instant.now().toString(), seconds, line));
        });
  }

  private synchronized void update(UnaryOperator<RunFile> change) throws IOException {
    file = change.apply(file);
    file.write(directory);
  }

  /** Something that is written. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  private void write(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw new ExperimentException(
          "cannot write into the run " + directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized String toString() {
    return "run " + file.name() + "/" + file.id();
  }
}
