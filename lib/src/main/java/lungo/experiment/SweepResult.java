package lungo.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import lungo.plots.ParallelCoordinates;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * The trials of a sweep at one moment. Shows itself as a table with the best trial below.
 *
 * <pre>{@code
 * SweepResult result = Sweep.random(space, 12).maximize("f1").run("clothes", training);
 * double rate = result.best().config().number("rate");
 * Display.show(result.plot());
 * }</pre>
 *
 * @param name the experiment's name
 * @param metric what is compared
 * @param lowest whether low is good
 * @param trials in the order in which they were planned
 */
public record SweepResult(String name, String metric, boolean lowest, List<Trial> trials) {

  /**
   * Copies the list.
   *
   * @param name the experiment's name
   * @param metric what is compared
   * @param lowest whether low is good
   * @param trials in the order in which they were planned
   */
  public SweepResult {
    trials = List.copyOf(trials);
  }

  /** What became of a trial. */
  public enum State {
    /** Not begun. */
    WAITING,
    /** Under way, here or in another process. */
    RUNNING,
    /** Came to its end. */
    FINISHED,
    /** An exception ended it. */
    FAILED,
    /** The user stopped it. */
    INTERRUPTED
  }

  /**
   * A trial.
   *
   * @param number from 1
   * @param round from 1; more than 1 in successive halving only
   * @param config its settings
   * @param state what became of it
   * @param value the metric's newest value; NaN if there is none
   * @param run its run; empty before it has ended
   */
  public record Trial(
      int number,
      int round,
      Configuration config,
      State state,
      double value,
      Optional<StoredRun> run) {}

  /** The order of values, the best first; what is no number comes last. */
  static Comparator<Double> order(boolean lowest) {
    Comparator<Double> order = lowest ? Comparator.naturalOrder() : Comparator.reverseOrder();
    return Comparator.<Double, Boolean>comparing(v -> v.isNaN()).thenComparing(order);
  }

  /**
   * The best trial: of those that came to their end, in the last round, the one with the best
   * value.
   *
   * @return empty if none came to its end with a number
   */
  public Optional<Trial> bestTrial() {
    return trials.stream()
        .filter(trial -> trial.state() == State.FINISHED && !Double.isNaN(trial.value()))
        .min(
            Comparator.<Trial, Integer>comparing(trial -> -trial.round())
                .thenComparing(Trial::value, order(lowest)));
  }

  /**
   * The best trial's run.
   *
   * @return the run
   * @throws ExperimentException if no trial came to its end; the message has an error, if there was
   *     one
   */
  public StoredRun best() {
    return bestTrial()
        .flatMap(Trial::run)
        .orElseThrow(
            () ->
                new ExperimentException(
                    "no trial of '"
                        + name
                        + "' came to its end with a number"
                        + trials.stream()
                            .flatMap(trial -> trial.run().flatMap(StoredRun::error).stream())
                            .findFirst()
                            .map(error -> "; the first error: " + error)
                            .orElse("")));
  }

  /**
   * The trials as a table: trial, the settings, the metric's newest value, state, and the error
   * where one failed.
   *
   * @return a row a trial
   */
  public Table table() {
    var table = Table.create(name);
    add(table, "trial", Trial::number);
    for (String setting : settings()) {
      String column = table.containsColumn(setting) ? "setting " + setting : setting;
      add(table, column, trial -> trial.config().flat().get(setting));
    }
    String column = table.containsColumn(metric) ? "metric " + metric : metric;
    add(table, column, trial -> Double.isNaN(trial.value()) ? null : trial.value());
    add(table, "state", trial -> trial.state().name().toLowerCase(Locale.ROOT));
    if (trials.stream().anyMatch(trial -> trial.state() == State.FAILED)) {
      add(table, "error", trial -> trial.run().flatMap(StoredRun::error).orElse(null));
    }
    return table;
  }

  private List<String> settings() {
    return trials.stream().flatMap(t -> t.config().flat().keySet().stream()).distinct().toList();
  }

  private void add(Table table, String column, Function<Trial, @Nullable Object> value) {
    var values = new ArrayList<@Nullable Object>();
    trials.forEach(trial -> values.add(value.apply(trial)));
    table.addColumns(RunTable.column(column, values));
  }

  /**
   * The trials that came to their end as lines over parallel axes, an axis a setting that differs,
   * the metric's last.
   *
   * @return the figure
   * @throws ExperimentException if no trial came to its end
   */
  public ParallelCoordinates plot() {
    best();
    var rows = new ArrayList<Map<String, Object>>();
    var values = new ArrayList<Double>();
    for (Trial trial : trials) {
      if (trial.state() == State.FINISHED && Double.isFinite(trial.value())) {
        rows.add(new LinkedHashMap<>(trial.config().flat()));
        values.add(trial.value());
      }
    }
    return ParallelCoordinates.of(rows, metric, values, lowest);
  }

  /** The best trial in a line. */
  @Override
  public String toString() {
    long ended = trials.stream().filter(trial -> trial.state() == State.FINISHED).count();
    String counts = ended + " of " + trials.size() + " trials finished";
    return bestTrial()
        .map(
            best ->
                String.format(
                    Locale.ROOT,
                    "%s; best: trial %d, %s %.4g, with %s",
                    counts,
                    best.number(),
                    metric,
                    best.value(),
                    best.config().flat()))
        .orElse(counts);
  }
}
