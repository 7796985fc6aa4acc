package lungo.tables;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lungo.data.DataException;
import lungo.data.Part;
import lungo.data.Portions;
import lungo.data.Split;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A table, the column to be told of its rows, and how they are to become batches. Immutable: each
 * method gives a new one.
 *
 * <pre>{@code
 * var table = CsvFile.read("../datasets/nyc-flights/flights.csv");
 * var data = TableData.regression(table, "air_time").without("distance").split(0.15).batch(256);
 * }</pre>
 *
 * <p>Texts are categories, and so are columns that {@link #categories} names; numbers and booleans
 * are numbers; a date is the days since 1970, a month and a weekday, with a time of the day also an
 * hour. All that is measured (means, deviations, which categories there are) is measured on the
 * training part.
 */
public final class TableData {

  // Set in a copy that nobody has seen yet.
  private final Table table;
  private final String target;
  private final boolean classes;
  private Set<String> left = Set.of();
  private Set<String> categorical = Set.of();
  private Missing missing = Missing.MEAN;
  private int leastSeen = 1;
  private @Nullable Split split;

  private TableData(Table table, String target, boolean classes) {
    this.table = table;
    this.target = target;
    this.classes = classes;
  }

  private TableData but(Consumer<TableData> change) {
    var copy = new TableData(table, target, classes);
    copy.left = left;
    copy.categorical = categorical;
    copy.missing = missing;
    copy.leastSeen = leastSeen;
    copy.split = split;
    change.accept(copy);
    return copy;
  }

  /**
   * For telling a row's class.
   *
   * @param table a row an example; it is not changed
   * @param target the column of the classes: texts, whole numbers or booleans
   * @return all rows to learn from, until they are split
   * @throws DataException if there is no such column, it lacks a value, is of another type, or has
   *     one class alone
   */
  public static TableData classification(Table table, String target) {
    Target.Classes.of(table, target);
    return new TableData(table, target, true);
  }

  /**
   * For telling a number of a row. It is standardised for training, and turned back in predictions.
   *
   * @param table a row an example; it is not changed
   * @param target the column of the numbers
   * @return all rows to learn from, until they are split
   * @throws DataException if there is no such column, it lacks a value, is of another type, or all
   *     its values are equal
   */
  public static TableData regression(Table table, String target) {
    Target.Numbers.of(table, target, IntStream.range(0, table.rowCount()).toArray());
    return new TableData(table, target, false);
  }

  /**
   * Leaves out columns.
   *
   * @param columns their names
   * @return the rest
   * @throws DataException if there is no such column
   */
  public TableData without(String... columns) {
    Set<String> all = with(left, columns);
    return but(d -> d.left = all);
  }

  /**
   * Takes the values of columns of any type as categories, such as months that are numbers.
   *
   * @param columns their names
   * @return the data
   * @throws DataException if there is no such column
   */
  public TableData categories(String... columns) {
    Set<String> all = with(categorical, columns);
    return but(d -> d.categorical = all);
  }

  private Set<String> with(Set<String> before, String... more) {
    var all = new LinkedHashSet<>(before);
    for (String name : more) {
      if (!table.containsColumn(name)) {
        throw new DataException("no column '" + name + "'; there are: " + table.columnNames());
      }
      if (name.equals(target)) {
        throw new DataException("column '" + name + "' is the target");
      }
      all.add(name);
    }
    return all;
  }

  /**
   * Chooses what takes the place of missing numbers; beside a column that lacks some in the
   * training part stands a second number that says so.
   *
   * @param strategy {@link Missing#MEAN} where none was chosen
   * @return the data
   */
  public TableData missing(Missing strategy) {
    return but(d -> d.missing = strategy);
  }

  /**
   * Lets rare categories count as unknown, so that a model learns what to do with unknown ones.
   *
   * @param count in how many rows of the training part a category must be to count as itself, 1
   *     where nothing else is said
   * @return the data
   * @throws IllegalArgumentException if the count is below 1
   */
  public TableData leastSeen(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("leastSeen must be 1 or more, got " + count);
    }
    return but(d -> d.leastSeen = count);
  }

  /**
   * Cuts off a validation and a test part, drawn as the seed says; of each class the same share.
   *
   * @param share for each of the two, in (0, 0.5)
   * @return the data in three parts
   * @throws IllegalArgumentException if the share is out of range
   */
  public TableData split(double share) {
    return split(
        classes
            ? Split.stratified(table.column(target).asList(), share)
            : Split.random(table.rowCount(), share));
  }

  /**
   * Chooses which row is in which part, such as {@code Split.grouped(table.column("day").asList(),
   * 0.1)}, {@code Split.ordered(table.rowCount(), 0.1)} or one of {@code Split.folds}.
   *
   * @param other a split of as many rows
   * @return the data in its parts
   * @throws DataException if it is of another number of rows
   */
  public TableData split(Split other) {
    if (other.size() != table.rowCount()) {
      throw new DataException(
          "the split is of " + other.size() + " rows, the table has " + table.rowCount());
    }
    return but(d -> d.split = other);
  }

  private int[] rows(Part part) {
    if (split != null) {
      return split.rows(part);
    }
    return IntStream.range(0, part == Part.TRAIN ? table.rowCount() : 0).toArray();
  }

  /**
   * The rows of a part, as they are in the table.
   *
   * @param part a part
   * @return a copy, empty if there is no such part
   */
  public Table part(Part part) {
    return table.rows(rows(part));
  }

  /**
   * Measures the training part, and puts the rows of each part into batches.
   *
   * @param size rows a batch, 1 or more
   * @return a loader a part
   * @throws IllegalArgumentException if the size is below 1
   * @throws DataException if the size is larger than the training part, or a column cannot be used:
   *     all is missing, texts stand among numbers, or each row has a text of its own
   */
  public TableBatches batch(int size) {
    TablePreparation preparation = fit();
    Map<Part, TableLoader> loaders = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      int[] rows = rows(part);
      if (rows.length > 0) {
        var portions = new Portions(part, rows.length, size);
        loaders.put(part, preparation.loader(table, rows, portions));
      }
    }
    return new TableBatches(table.name(), preparation, loaders);
  }

  private TablePreparation fit() {
    int[] rows = rows(Part.TRAIN);
    var numbers = new ArrayList<NumberFeature>();
    var categories = new ArrayList<CategoryFeature>();
    for (Column<?> column : table.columns()) {
      if (column.name().equals(target) || left.contains(column.name())) {
        continue;
      }
      boolean said = categorical.contains(column.name());
      for (Reading reading : Reading.of(column, said)) {
        if (reading == Reading.TEXT && !said) {
          CategoryFeature.checkText(column);
        }
        if (reading.isCategory()) {
          categories.add(CategoryFeature.fit(column, reading, rows, missing, leastSeen));
        } else {
          numbers.add(NumberFeature.fit(column, reading, rows, missing));
        }
      }
    }
    if (numbers.isEmpty() && categories.isEmpty()) {
      throw new DataException("no column is left beside the target '" + target + "'");
    }
    Target told =
        classes ? Target.Classes.of(table, target) : Target.Numbers.of(table, target, rows);
    return new TablePreparation(numbers, categories, told);
  }

  @Override
  public String toString() {
    return String.format(
        "%s: %s of '%s', %s",
        table.name(),
        classes ? "classification" : "regression",
        target,
        split == null ? "train " + table.rowCount() : split);
  }
}
