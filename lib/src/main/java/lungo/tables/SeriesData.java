package lungo.tables;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lungo.data.DataException;
import lungo.data.Part;
import lungo.data.Portions;
import lungo.data.Split;
import lungo.data.Standardization;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A series in time, a row a step, whose next values are to be told from the last ones. Immutable:
 * each method gives a new one.
 *
 * <pre>{@code
 * var births = CsvFile.read("../datasets/us-births/births.csv");
 * var data = SeriesData.of(births, "births").calendar("date").windows(56, 7).split(0.13).batch(64);
 * }</pre>
 *
 * <p>A window ends before the values that are to be told, and all of these lie in one part: the
 * oldest rows are learned from, the newest tested. A window may begin in the part before, which is
 * past by then. All inputs are standardised by the training part's rows.
 */
public final class SeriesData {

  // Set in a copy that nobody has seen yet.
  private final Table table;
  private final String target;
  private List<Column<?>> past = List.of();
  private List<Column<?>> known = List.of();
  private int window = 1;
  private int horizon = 1;
  private double share = 0.1;

  private SeriesData(Table table, String target) {
    this.table = table;
    this.target = target;
  }

  private SeriesData but(Consumer<SeriesData> change) {
    var copy = new SeriesData(table, target);
    copy.past = past;
    copy.known = known;
    copy.window = window;
    copy.horizon = horizon;
    copy.share = share;
    change.accept(copy);
    return copy;
  }

  /**
   * A series.
   *
   * @param table a row a step, the oldest first and all equally far apart
   * @param target the column of the numbers that are to be told, none missing
   * @return the series; one value is told from the last one, until {@link #windows} says otherwise
   * @throws DataException if there is no such column, it lacks a value or has no numbers
   */
  public static SeriesData of(Table table, String target) {
    checked(table, target);
    return new SeriesData(table, target);
  }

  private static NumericColumn<?> checked(Table table, String name) {
    if (!table.containsColumn(name)) {
      throw new DataException("no column '" + name + "'; there are: " + table.columnNames());
    }
    return checked(table.column(name));
  }

  private static NumericColumn<?> checked(Column<?> column) {
    if (!(column instanceof NumericColumn<?> numbers)) {
      throw new DataException(
          String.format(
              "column '%s' is of type %s; a series needs numbers",
              column.name(), column.type().name()));
    }
    for (int row = 0; row < column.size(); row++) {
      if (!Double.isFinite(numbers.getDouble(row))) {
        throw new DataException(
            String.format(
                "column '%s' has no number in row %d; a series needs one in each: leave out the"
                    + " rows before or after it by table.inRange(from, to), or fill it",
                column.name(), row));
      }
    }
    return numbers;
  }

  /**
   * Gives the model other columns, whose values are known up to the present.
   *
   * @param columns of numbers, none missing
   * @return the series
   * @throws DataException if there is no such column, it lacks a value or has no numbers
   */
  public SeriesData past(String... columns) {
    var all = new ArrayList<>(past);
    for (String name : columns) {
      all.add(checked(table, name));
    }
    return but(d -> d.past = List.copyOf(all));
  }

  /**
   * Gives the model columns whose values are known ahead, such as holidays or prices that were set.
   * Beside each value of the past stand those of {@code horizon} steps later, so that the window
   * ends with the values at the steps that are to be told.
   *
   * @param columns of numbers, none missing
   * @return the series
   * @throws DataException if there is no such column, it lacks a value or has no numbers
   */
  public SeriesData known(String... columns) {
    var all = new ArrayList<>(known);
    for (String name : columns) {
      all.add(checked(table, name));
    }
    return but(d -> d.known = List.copyOf(all));
  }

  /**
   * {@link #known} of what a date says: a number for each weekday, and the place in the year on a
   * circle, nine in all.
   *
   * @param dates the column of the rows' dates
   * @return the series
   * @throws DataException if there is no such column, it lacks a date or has none
   */
  public SeriesData calendar(String dates) {
    if (!table.containsColumn(dates)) {
      throw new DataException("no column '" + dates + "'; there are: " + table.columnNames());
    }
    var all = new ArrayList<>(known);
    all.addAll(Calendar.of(table.column(dates)));
    return but(d -> d.known = List.copyOf(all));
  }

  /**
   * Chooses how much is seen and told.
   *
   * @param length how many steps of the past a window has, 1 or more
   * @param ahead how many steps are told, from the one after the window on, 1 or more
   * @return the series
   * @throws IllegalArgumentException if a number is below 1
   */
  public SeriesData windows(int length, int ahead) {
    if (length < 1 || ahead < 1) {
      throw new IllegalArgumentException(
          "a window and its horizon must be 1 step or more, got " + length + " and " + ahead);
    }
    return but(
        d -> {
          d.window = length;
          d.horizon = ahead;
        });
  }

  /**
   * Chooses how much of the series' end is kept for judging.
   *
   * @param part of the rows for the validation and the test part each, in (0, 0.5), the test part
   *     last; 0.1 where nothing else is said
   * @return the series
   * @throws IllegalArgumentException if the share is out of range
   */
  public SeriesData split(double part) {
    Split.ordered(table.rowCount(), part);
    return but(d -> d.share = part);
  }

  /**
   * Measures the training part, and puts the windows of each part into batches.
   *
   * @param size windows a batch, 1 or more
   * @return a loader a part
   * @throws IllegalArgumentException if the size is below 1
   * @throws DataException if a part is too short for a window and its horizon
   */
  public SeriesBatches batch(int size) {
    Split split = Split.ordered(table.rowCount(), share);
    int[] trained = split.rows(Part.TRAIN);
    var inputs = new ArrayList<double[]>();
    Standardization scale = scale(checked(table, target), trained);
    inputs.add(standardized(checked(table, target), scale, 0));
    past.forEach(c -> inputs.add(standardized(c, scale(c, trained), 0)));
    known.forEach(c -> inputs.add(standardized(c, scale(c, trained), horizon)));
    var series = new Series(values(checked(table, target)), inputs, scale, window, horizon);
    Map<Part, SeriesLoader> loaders = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      int[] begins = begins(split.rows(part), part);
      loaders.put(part, new SeriesLoader(new Portions(part, begins.length, size), series, begins));
    }
    return new SeriesBatches(table.name(), target, series, loaders);
  }

  /** The rows of a part from which on all that is to be told lies in it, after a whole window. */
  private int[] begins(int[] rows, Part part) {
    int first = Math.max(rows[0], window);
    int last = rows[rows.length - 1] - horizon + 1;
    if (first > last) {
      throw new DataException(
          String.format(
              "the %s part has rows %d to %d, too few for a window of %d steps and %d to be told",
              part, rows[0], rows[rows.length - 1], window, horizon));
    }
    return IntStream.rangeClosed(first, last).toArray();
  }

  private static double[] values(Column<?> column) {
    return IntStream.range(0, column.size())
        .mapToDouble(((NumericColumn<?>) column)::getDouble)
        .toArray();
  }

  private static Standardization scale(Column<?> column, int[] rows) {
    return Standardization.of(
        IntStream.of(rows).mapToDouble(((NumericColumn<?>) column)::getDouble).toArray());
  }

  /** Standardised, those of so many steps later; after the end, where no window asks, 0. */
  private static double[] standardized(Column<?> column, Standardization scale, int later) {
    double[] values = values(column);
    return IntStream.range(0, values.length)
        .mapToDouble(i -> i + later < values.length ? scale.apply(values[i + later]) : 0)
        .toArray();
  }

  @Override
  public String toString() {
    return String.format(
        "%s: '%s' in %d steps, %d told from the last %d",
        table.name(), target, table.rowCount(), horizon, window);
  }
}
