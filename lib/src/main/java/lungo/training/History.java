package lungo.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * What a learner recorded: a row an epoch, a loss and a rate a step. It grows over all runs of its
 * learner. Safe for use by several threads.
 *
 * <pre>{@code
 * var history = learner.fit(5);
 * history.last().values().get("valid_loss");
 * double[] losses = history.stepLosses();
 * history.table();                         // a row an epoch
 * }</pre>
 */
public final class History {

  /** The column of the mean training loss. */
  public static final String TRAIN_LOSS = "train_loss";

  /** The column of the mean validation loss. */
  public static final String VALID_LOSS = "valid_loss";

  /** The column of the learning rate of the epoch's last step. */
  public static final String RATE = "rate";

  /** The column of the epoch's wall time, validation included. */
  public static final String SECONDS = "seconds";

  /** The column of how many of the epoch's steps were skipped; only of runs in float16. */
  public static final String SKIPPED = "skipped";

  private static final Pattern LOW_IS_GOOD =
      Pattern.compile("(.*[^\\p{L}])?(loss|perplexity|error|wer|cer|r?mse|mae)");

  private final List<Row> rows = new ArrayList<>();
  private final List<Integer> epochStarts = new ArrayList<>();
  private double[] losses = new double[256];
  private double[] rates = new double[256];
  private int steps;
  private @Nullable Runnable readBack;

  /** Nothing recorded yet. */
  public History() {}

  /**
   * Whether little of a metric is good, by its name.
   *
   * @param metric such as {@code valid_loss}
   * @return true for a name that ends in {@code loss}, {@code perplexity}, {@code error}, {@code
   *     wer}, {@code cer}, {@code mae}, {@code mse} or {@code rmse}
   */
  public static boolean isLowGood(String metric) {
    return LOW_IS_GOOD.matcher(metric).matches();
  }

  /**
   * One epoch.
   *
   * @param epoch 1 for the first
   * @param values column to value in the table's order: {@code train_loss}, and with a validation
   *     set {@code valid_loss} and {@code valid_}<i>metric</i>, then {@code rate}, {@code seconds}
   */
  public record Row(int epoch, Map<String, Double> values) {

    /**
     * Keeps the order of the columns.
     *
     * @param epoch 1 for the first
     * @param values column to value in the table's order: {@code train_loss}, and with a validation
     *     set {@code valid_loss} and {@code valid_}<i>metric</i>, then {@code rate}, {@code
     *     seconds}
     */
    public Row {
      if (epoch < 1) {
        throw new IllegalArgumentException("epoch must be 1 or more, got " + epoch);
      }
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * A value of this epoch.
     *
     * @param column a column's name
     * @return its value
     * @throws IllegalArgumentException if it was not recorded; the message lists what was
     */
    public double get(String column) {
      Double value = values.get(column);
      if (value == null) {
        throw unknown(column, values.keySet());
      }
      return value;
    }
  }

  /**
   * Records an epoch.
   *
   * @param row the epoch's values
   */
  public synchronized void add(Row row) {
    rows.add(row);
  }

  /**
   * Records a step.
   *
   * @param loss the batch's mean loss
   * @param rate the learning rate
   */
  public synchronized void addStep(double loss, double rate) {
    if (steps == losses.length) {
      losses = Arrays.copyOf(losses, 2 * steps);
      rates = Arrays.copyOf(rates, 2 * steps);
    }
    losses[steps] = loss;
    rates[steps++] = rate;
  }

  /** An epoch begins, with the next step if it is new. */
  synchronized void beginEpoch(@Nullable Runnable fromDevice, boolean isNew) {
    readBack = fromDevice;
    if (isNew) {
      epochStarts.add(steps);
    }
  }

  /** Takes the place of what was recorded. */
  synchronized void restore(
      List<Row> otherRows, List<Integer> starts, double[] stepLosses, double[] stepRates) {
    rows.clear();
    rows.addAll(otherRows);
    epochStarts.clear();
    epochStarts.addAll(starts);
    steps = stepLosses.length;
    losses = Arrays.copyOf(stepLosses, Math.max(256, steps));
    rates = Arrays.copyOf(stepRates, Math.max(256, steps));
  }

  /** Nothing is on the device any more. */
  synchronized void endEpoch() {
    readBack = null;
  }

  /**
   * The epochs that were recorded, oldest first.
   *
   * @return a copy
   */
  public synchronized List<Row> rows() {
    return List.copyOf(rows);
  }

  /**
   * The newest epoch.
   *
   * @return its record
   * @throws IllegalStateException if no epoch has ended yet
   */
  public synchronized Row last() {
    if (rows.isEmpty()) {
      throw new IllegalStateException("no epoch was recorded; call fit(epochs, schedule) first");
    }
    return rows.get(rows.size() - 1);
  }

  /**
   * The columns that any epoch has, in the table's order, without {@code epoch}.
   *
   * @return their names
   */
  public synchronized List<String> columns() {
    var names = new LinkedHashSet<String>();
    rows.forEach(row -> names.addAll(row.values().keySet()));
    return List.copyOf(names);
  }

  /**
   * A column's values, one an epoch.
   *
   * @param column a name of {@link #columns}
   * @return a copy, NaN where an epoch has no such value
   * @throws IllegalArgumentException if no epoch has it; the message lists what was recorded
   */
  public synchronized double[] values(String column) {
    if (rows.stream().noneMatch(row -> row.values().containsKey(column))) {
      throw unknown(column, new LinkedHashSet<>(columns()));
    }
    return rows.stream()
        .mapToDouble(row -> Objects.requireNonNullElse(row.values().get(column), Double.NaN))
        .toArray();
  }

  /**
   * The training loss of every step over all runs. During an epoch on an accelerator this waits for
   * the device.
   *
   * @return a copy
   */
  public double[] stepLosses() {
    drain();
    synchronized (this) {
      return Arrays.copyOf(losses, steps);
    }
  }

  /**
   * The learning rate of every step over all runs; as long as {@link #stepLosses} when both are
   * asked for between two steps.
   *
   * @return a copy
   */
  public double[] stepRates() {
    drain();
    synchronized (this) {
      return Arrays.copyOf(rates, steps);
    }
  }

  /**
   * Where the epochs begin: for each epoch that was begun, how many steps came before it.
   *
   * @return indices into {@link #stepLosses}
   */
  public synchronized int[] epochStarts() {
    return epochStarts.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The epochs as a table: {@code epoch}, then {@link #columns}.
   *
   * @return a new table; a value that an epoch does not have is missing in it
   */
  public synchronized Table table() {
    var table = Table.create("history");
    table.addColumns(IntColumn.create("epoch", rows.stream().mapToInt(Row::epoch).toArray()));
    for (String name : columns()) {
      table.addColumns(DoubleColumn.create(name, values(name)));
    }
    return table;
  }

  @Override
  public synchronized String toString() {
    return rows.isEmpty() ? "no epoch was recorded" : table().toString();
  }

  private void drain() {
    Runnable pending;
    synchronized (this) {
      pending = readBack;
    }
    if (pending != null) {
      pending.run();
    }
  }

  private static IllegalArgumentException unknown(String column, Set<String> recorded) {
    return new IllegalArgumentException(
        "no column '" + column + "'; recorded: " + String.join(", ", recorded));
  }

  /** An epoch's values in a line, as they stand behind its bar. */
  static String note(Map<String, Double> values) {
    var note = new StringBuilder();
    values.forEach((name, v) -> note.append(String.format(Locale.ROOT, "  %s %.4f", name, v)));
    return note.toString();
  }
}
