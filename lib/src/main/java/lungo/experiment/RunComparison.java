package lungo.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import lungo.plots.Plots;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What two runs do not have in common. Shows itself as a table of the differences above the curves
 * of both.
 *
 * <pre>{@code
 * var runs = Experiments.in(Path.of("runs")).all("clothes");
 * RunComparison comparison = Experiments.compare(runs.get(0), runs.get(1));
 * Table differences = comparison.differences();
 * XYChart curves = comparison.chart("valid_loss");
 * }</pre>
 *
 * @param first a run
 * @param second another one
 */
public record RunComparison(StoredRun first, StoredRun second) {

  private static final String NONE = "—";

  /**
   * Takes two runs.
   *
   * @param first a run
   * @param second another one
   * @throws IllegalArgumentException if it is the same one
   */
  public RunComparison {
    if (first.directory().equals(second.directory())) {
      throw new IllegalArgumentException("expected two runs, got " + first.id() + " twice");
    }
  }

  /** A difference. */
  private record Difference(String kind, String what, String first, String second) {}

  /**
   * The differences.
   *
   * @return a table with the columns kind (setting, seed, environment, data, status, result), what,
   *     and each run's value as text; a dash where a run has none. Of a metric the last value
   */
  public Table differences() {
    var found = new ArrayList<Difference>();
    compare(found, "setting", first.config().flat(), second.config().flat());
    compare(found, "seed", Map.of("seed", first.seed()), Map.of("seed", second.seed()));
    compare(found, "environment", first.environment(), second.environment());
    compare(found, "data", first.data(), second.data());
    compare(
        found,
        "status",
        Map.of("status", RunTable.status(first)),
        Map.of("status", RunTable.status(second)));
    compare(found, "result", results(first), results(second));
    var kinds = StringColumn.create("kind", found.stream().map(Difference::kind).toList());
    var whats = StringColumn.create("what", found.stream().map(Difference::what).toList());
    var firsts = StringColumn.create(label(first), found.stream().map(Difference::first).toList());
    var seconds =
        StringColumn.create(label(second), found.stream().map(Difference::second).toList());
    return Table.create("differences", kinds, whats, firsts, seconds);
  }

  private static Map<String, Double> results(StoredRun run) {
    var results = new LinkedHashMap<String, Double>();
    run.metricNames().forEach(metric -> results.put(metric, run.last(metric)));
    return results;
  }

  private static void compare(
      List<Difference> into, String kind, Map<String, ?> first, Map<String, ?> second) {
    var names = new LinkedHashSet<>(first.keySet());
    names.addAll(second.keySet());
    for (String name : names) {
      Object one = first.get(name);
      Object other = second.get(name);
      String left = one == null ? NONE : one.toString();
      String right = other == null ? NONE : other.toString();
      if (!left.equals(right)) {
        into.add(new Difference(kind, name, left, right));
      }
    }
  }

  /**
   * The metrics that both logged.
   *
   * @return their names
   */
  public List<String> sharedMetrics() {
    return first.metricNames().stream().filter(second.metricNames()::contains).toList();
  }

  /**
   * A metric of both runs.
   *
   * @param metric its name
   * @return a chart, value by step
   * @throws IllegalArgumentException if a run did not log it; the message has what it did
   */
  public XYChart chart(String metric) {
    var lines = new LinkedHashMap<String, SortedMap<Long, Double>>();
    lines.put(label(first), first.curve(metric));
    lines.put(label(second), second.curve(metric));
    return Plots.lines(metric.replace('_', ' '), "step", lines);
  }

  private String label(StoredRun run) {
    String name = first.name().equals(second.name()) ? "" : run.name() + " ";
    return name + run.id();
  }

  /** How many differences there are. */
  @Override
  public String toString() {
    int count = differences().rowCount();
    return label(first) + " and " + label(second) + ": " + count + " differences";
  }
}
