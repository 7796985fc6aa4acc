package lungo.experiment;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Runs as the rows of a table; a value that a run does not have is missing. */
final class RunTable {

  private final List<StoredRun> runs;
  private final Table table;

  private RunTable(String title, List<StoredRun> runs) {
    this.runs = runs;
    this.table = Table.create(title);
  }

  /** Name, id, status, time, then the settings, then each metric's last and best value. */
  static Table of(String title, List<StoredRun> runs) {
    var made = new RunTable(title, runs);
    made.add("name", StoredRun::name);
    made.add("id", StoredRun::id);
    made.add("status", RunTable::status);
    made.table.addColumns(
        InstantColumn.create(
            "started",
            runs.stream().map(run -> run.started().truncatedTo(ChronoUnit.SECONDS)).toList()));
    made.add("seconds", StoredRun::seconds);
    made.addSettings();
    for (String metric : made.names(StoredRun::metricNames)) {
      made.addMetric(metric, metric, run -> run.last(metric));
      made.addMetric(metric, metric + " best", run -> run.best(metric));
    }
    return made.table;
  }

  static String status(StoredRun run) {
    return run.status().name().toLowerCase(Locale.ROOT);
  }

  private void addSettings() {
    for (String setting : names(run -> run.config().flat().keySet())) {
      String name = table.containsColumn(setting) ? "setting " + setting : setting;
      add(name, run -> run.config().flat().get(setting));
    }
  }

  private void addMetric(String metric, String column, Function<StoredRun, Object> value) {
    String name = table.containsColumn(column) ? "metric " + column : column;
    add(name, run -> run.metricNames().contains(metric) ? value.apply(run) : null);
  }

  private Set<String> names(Function<StoredRun, ? extends Collection<String>> of) {
    var names = new LinkedHashSet<String>();
    runs.forEach(run -> names.addAll(of.apply(run)));
    return names;
  }

  private void add(String name, Function<StoredRun, @Nullable Object> value) {
    var values = new ArrayList<@Nullable Object>();
    runs.forEach(run -> values.add(value.apply(run)));
    table.addColumns(column(name, values));
  }

  /** A column of the type that all values have: whole numbers, numbers, truth values, or text. */
  static Column<?> column(String name, List<@Nullable Object> values) {
    var known = values.stream().filter(Objects::nonNull).toList();
    if (!known.isEmpty()
        && known.stream().allMatch(v -> v instanceof Long || v instanceof Integer)) {
      return filled(LongColumn.create(name), values, v -> ((Number) v).longValue());
    }
    if (!known.isEmpty() && known.stream().allMatch(Number.class::isInstance)) {
      return filled(DoubleColumn.create(name), values, v -> ((Number) v).doubleValue());
    }
    if (!known.isEmpty() && known.stream().allMatch(Boolean.class::isInstance)) {
      return filled(BooleanColumn.create(name), values, v -> (Boolean) v);
    }
    return filled(StringColumn.create(name), values, Object::toString);
  }

  private static <T> Column<T> filled(
      Column<T> column, List<@Nullable Object> values, Function<Object, T> as) {
    for (Object value : values) {
      if (value == null) {
        column.appendMissing();
      } else {
        column.append(as.apply(value));
      }
    }
    return column;
  }
}
