package lungo.experiment;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import lungo.training.History;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A run as its directory tells it, at the moment when it was read.
 *
 * <pre>{@code
 * StoredRun run = Experiments.in(Path.of("runs")).all("clothes").get(0);
 * System.out.println(run.status() + ", loss " + run.best("valid_loss") + ", seed " + run.seed());
 * Table metrics = run.metrics();
 * }</pre>
 */
public final class StoredRun {

  /** What became of a run. */
  public enum Status {
    /** Its process works on it. */
    RUNNING,
    /** It came to its end. */
    FINISHED,
    /** An exception ended it. */
    FAILED,
    /** The user stopped it. */
    INTERRUPTED,
    /** Its process is gone and could not say why: killed, out of memory, a power cut. */
    CRASHED;

    /** Whether it can be taken up again. */
    boolean canGoOn() {
      return this == FAILED || this == INTERRUPTED || this == CRASHED;
    }
  }

  private final Path directory;
  private final RunFile file;
  private final Status status;
  private final Map<String, SortedMap<Long, Double>> curves;

  private StoredRun(Path directory, RunFile file) {
    this.directory = directory;
    this.file = file;
    this.status =
        file.status() == Status.RUNNING && !file.process().isAlive()
            ? Status.CRASHED
            : file.status();
    this.curves = MetricLog.read(directory);
  }

  /**
   * Reads a run.
   *
   * @param directory a run's directory
   * @return the run as it is now
   * @throws ExperimentException if it is none
   */
  public static StoredRun of(Path directory) {
    return new StoredRun(directory, RunFile.read(directory));
  }

  RunFile file() {
    return file;
  }

  /**
   * Where it lies.
   *
   * @return the directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * The experiment's name.
   *
   * @return the name
   */
  public String name() {
    return file.name();
  }

  /**
   * Which run of its experiment it is: when it began, in UTC, to a thousandth of a second. Ids sort
   * by time.
   *
   * @return the id, unique within the experiment
   */
  public String id() {
    return file.id();
  }

  /**
   * What became of it.
   *
   * @return the status when it was read
   */
  public Status status() {
    return status;
  }

  /**
   * What ended it.
   *
   * @return the exception's first line; empty if there was none. {@code error.txt} has all
   */
  public Optional<String> error() {
    return Optional.ofNullable(file.error());
  }

  /**
   * When it began.
   *
   * @return the time
   */
  public Instant started() {
    return Instant.parse(file.started());
  }

  /**
   * How long it ran, over all attempts.
   *
   * @return seconds; of a run that goes on or crashed, those of its earlier attempts
   */
  public double seconds() {
    return file.seconds();
  }

  /**
   * The seed that it began with.
   *
   * @return the seed
   */
  public long seed() {
    return file.seed();
  }

  /**
   * Its settings.
   *
   * @return the configuration
   */
  public Configuration config() {
    return new Configuration(file.config());
  }

  /**
   * What it happened in: versions, system, device, git commit.
   *
   * @return names and values
   */
  public Map<String, String> environment() {
    return Map.copyOf(file.environment());
  }

  /**
   * What {@link Run#data} recorded.
   *
   * @return each folder and the SHA-256 of its list of sums
   */
  public Map<String, String> data() {
    return Map.copyOf(file.data());
  }

  /**
   * What was logged.
   *
   * @return the metrics' names, in the order of their first values
   */
  public List<String> metricNames() {
    return List.copyOf(curves.keySet());
  }

  /**
   * A metric's value of the highest step.
   *
   * @param metric its name
   * @return the value
   * @throws IllegalArgumentException if it was not logged; the message has what was
   */
  public double last(String metric) {
    SortedMap<Long, Double> curve = curve(metric);
    return Objects.requireNonNull(curve.get(curve.lastKey()));
  }

  /**
   * A metric's best value over all steps: the lowest of a loss, perplexity or error ({@link
   * History#isLowGood}), of anything else the highest.
   *
   * @param metric its name
   * @return the value; NaN if it was never a number
   * @throws IllegalArgumentException if it was not logged; the message has what was
   */
  public double best(String metric) {
    var numbers = curve(metric).values().stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v));
    boolean low = History.isLowGood(metric);
    return (low ? numbers.min() : numbers.max()).orElse(Double.NaN);
  }

  /** A metric's values by step. */
  SortedMap<Long, Double> curve(String metric) {
    SortedMap<Long, Double> curve = curves.get(metric);
    if (curve == null) {
      throw new IllegalArgumentException(
          "no metric '"
              + metric
              + "' in run "
              + id()
              + "; recorded: "
              + (curves.isEmpty() ? "nothing" : String.join(", ", curves.keySet())));
    }
    return curve;
  }

  /**
   * All that was logged.
   *
   * @return a table with the columns step, name and value; of a step that was repeated the last one
   */
  public Table metrics() {
    var steps = LongColumn.create("step");
    var names = StringColumn.create("name");
    var values = DoubleColumn.create("value");
    curves.forEach(
        (name, curve) ->
            curve.forEach(
                (step, value) -> {
                  steps.append(step);
                  names.append(name);
                  values.append(value);
                }));
    return Table.create("metrics of " + id(), steps, names, values);
  }

  @Override
  public String toString() {
    return "run "
        + name()
        + "/"
        + id()
        + ", "
        + status.name().toLowerCase(Locale.ROOT)
        + error().map(e -> ": " + e).orElse("");
  }
}
