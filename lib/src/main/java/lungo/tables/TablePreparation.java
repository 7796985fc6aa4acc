package lungo.tables;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.data.Part;
import lungo.data.Portions;
import lungo.data.Standardization;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * How rows of a table become a model's input, as it was fitted on the training part: numbers
 * standardised, with a second one where some are missing; categories as numbers from 1 on, with 0
 * for those that are missing or were not there in training; dates as days since 1970, month and
 * weekday.
 *
 * <pre>{@code
 * var preparation = data.preparation();
 * preparation.table();                     // what became of each column
 * preparation.unseen(data.test().table()); // categories that training has not seen
 * NDList inputs = preparation.apply(manager, table);
 * }</pre>
 */
public final class TablePreparation {

  private final List<NumberFeature> numbers;
  private final List<CategoryFeature> categories;
  private final Target target;

  TablePreparation(List<NumberFeature> numbers, List<CategoryFeature> categories, Target target) {
    this.numbers = List.copyOf(numbers);
    this.categories = List.copyOf(categories);
    this.target = target;
  }

  /**
   * The columns that a model is given, without the target.
   *
   * @return their names, those of numbers first
   */
  public List<String> columns() {
    return Stream.concat(
            numbers.stream().map(NumberFeature::column),
            categories.stream().map(CategoryFeature::column))
        .distinct()
        .toList();
  }

  /**
   * The numbers that a model is given.
   *
   * @return a name each, in their order
   */
  public List<String> numbers() {
    return numbers.stream()
        .flatMap(
            n ->
                n.indicated() ? Stream.of(n.name(), n.name() + " is missing") : Stream.of(n.name()))
        .toList();
  }

  /**
   * The categories that a model is given.
   *
   * @return the name of what is read to its values; a value's number is its place from 1 on, and 0
   *     is for all others
   */
  public Map<String, List<String>> categories() {
    var all = new LinkedHashMap<String, List<String>>();
    categories.forEach(c -> all.put(c.name(), c.values()));
    return Collections.unmodifiableMap(all);
  }

  /**
   * How many numbers each category can be, 0 among them: the rows of its embedding.
   *
   * @return in the order of {@link #categories}
   */
  public List<Integer> categorySizes() {
    return categories.stream().map(CategoryFeature::size).toList();
  }

  /**
   * The column that is to be told.
   *
   * @return its name
   */
  public String target() {
    return target.column();
  }

  /**
   * The classes that are to be told apart.
   *
   * @return their names, none for a regression
   */
  public List<String> classes() {
    return target instanceof Target.Classes classes ? classes.names() : List.of();
  }

  /**
   * How the target was standardised.
   *
   * @return empty for a classification
   */
  public Optional<Standardization> scale() {
    return target instanceof Target.Numbers numbersOf
        ? Optional.of(numbersOf.scale())
        : Optional.empty();
  }

  /**
   * Prepares rows, whose target is not looked at.
   *
   * @param manager owns the arrays
   * @param table has at least {@link #columns}, of the types of the training part
   * @return numbers (N, numbers) float32 and, if there are some, categories (N, categories) int64
   * @throws DataException if a column is not there or of another type
   */
  public NDList apply(NDManager manager, Table table) {
    int[] all = IntStream.range(0, table.rowCount()).toArray();
    return rows(table, all).arrays(manager, all);
  }

  /**
   * Batches of further rows with their targets, in their order, for judging a model.
   *
   * @param table has {@link #columns} and the target
   * @param batchSize rows a batch, 1 or more
   * @return the loader
   * @throws DataException if a column is not there or of another type
   */
  public TableLoader loader(Table table, int batchSize) {
    int[] all = IntStream.range(0, table.rowCount()).toArray();
    return loader(table, all, new Portions(Part.TEST, all.length, batchSize));
  }

  TableLoader loader(Table table, int[] rows, Portions portions) {
    return new TableLoader(portions, this, table, rows);
  }

  TableRows rows(Table table, int[] rows) {
    int width = numbers().size();
    float[] values = new float[Math.multiplyExact(rows.length, width)];
    int at = 0;
    for (NumberFeature feature : numbers) {
      Column<?> column = column(table, feature.column(), feature.reading());
      for (int i = 0; i < rows.length; i++) {
        feature.write(column, rows[i], values, i * width + at);
      }
      at += feature.width();
    }
    long[] indices = new long[rows.length * categories.size()];
    for (int c = 0; c < categories.size(); c++) {
      CategoryFeature feature = categories.get(c);
      Column<?> column = column(table, feature.column(), feature.reading());
      for (int i = 0; i < rows.length; i++) {
        indices[i * categories.size() + c] = feature.number(column, rows[i]);
      }
    }
    return new TableRows(values, width, indices, categories.size());
  }

  /** The targets of some rows: labels, or standardised numbers. */
  double[] targets(Table table, int[] rows) {
    Column<?> column = Target.found(table, target.column());
    if (target instanceof Target.Classes classes) {
      return IntStream.of(rows).mapToDouble(row -> classes.label(column, row)).toArray();
    }
    Standardization scale = ((Target.Numbers) target).scale();
    Reading.NUMBER.check(column);
    return IntStream.of(rows)
        .mapToDouble(row -> scale.apply(Reading.NUMBER.number(column, row)))
        .toArray();
  }

  private static Column<?> column(Table table, String name, Reading reading) {
    if (!table.containsColumn(name)) {
      throw new DataException("no column '" + name + "'; there are: " + table.columnNames());
    }
    Column<?> column = table.column(name);
    reading.check(column);
    return column;
  }

  /**
   * Which categories a table has that count as unknown, since they were not in the training part or
   * too rare there.
   *
   * @param table has at least {@link #columns}
   * @return the name of what is read to such values, in order; only names that have some
   */
  public Map<String, NavigableSet<String>> unseen(Table table) {
    var all = new LinkedHashMap<String, NavigableSet<String>>();
    for (CategoryFeature feature : categories) {
      Column<?> column = column(table, feature.column(), feature.reading());
      var unseen = new TreeSet<String>();
      for (int row = 0; row < table.rowCount(); row++) {
        String value = feature.unseen(column, row);
        if (value != null) {
          unseen.add(value);
        }
      }
      if (!unseen.isEmpty()) {
        all.put(feature.name(), unseen);
      }
    }
    return all;
  }

  /**
   * What a model is given, as a table.
   *
   * @return {@code input, kind, values}: what is read, whether it is a number or a category, and
   *     the mean and deviation, or how many categories there are
   */
  public Table table() {
    var names = new ArrayList<String>();
    var kinds = new ArrayList<String>();
    var values = new ArrayList<String>();
    var widths = new ArrayList<Integer>();
    for (NumberFeature feature : numbers) {
      names.add(feature.name());
      kinds.add(feature.indicated() ? "number, may be missing" : "number");
      values.add(String.format("%.4g ± %.4g", feature.scale().mean(), feature.scale().std()));
      widths.add(feature.width());
    }
    for (CategoryFeature feature : categories) {
      names.add(feature.name());
      kinds.add("category");
      values.add(feature.values().size() + " and unknown");
      widths.add(1);
    }
    return Table.create(
        "inputs",
        StringColumn.create("input", names),
        StringColumn.create("kind", kinds),
        StringColumn.create("values", values),
        IntColumn.create("numbers", widths.stream().mapToInt(w -> w).toArray()));
  }

  /**
   * All of it as JSON, for a file.
   *
   * @return what {@link #read} reads
   */
  public JsonElement json() {
    return SavedPreparation.of(numbers, categories, target);
  }

  /**
   * A preparation as it was saved.
   *
   * @param json what {@link #json} gave
   * @return the preparation
   * @throws DataException if something is missing in it
   */
  public static TablePreparation read(JsonElement json) {
    return SavedPreparation.read(json);
  }

  @Override
  public String toString() {
    return String.format(
        "%d numbers and %d categories, for '%s'",
        numbers().size(), categories.size(), target.column());
  }
}
