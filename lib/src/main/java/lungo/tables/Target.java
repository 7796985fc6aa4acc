package lungo.tables;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lungo.data.DataException;
import lungo.data.Standardization;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** What is to be told of a row. */
sealed interface Target {

  /** The column's name. */
  String column();

  /**
   * One of several classes.
   *
   * @param names in the order of their numbers
   */
  record Classes(String column, List<String> names) implements Target {

    static Classes of(Table table, String name) {
      Column<?> column = Target.found(table, name);
      boolean broken = column instanceof DoubleColumn || column instanceof FloatColumn;
      boolean fits =
          column instanceof StringColumn
              || column instanceof BooleanColumn
              || (column instanceof NumericColumn<?> && !broken);
      if (!fits) {
        throw new DataException(
            String.format(
                "target '%s' is of type %s; classes are texts, whole numbers or booleans, and"
                    + " TableData.regression takes numbers",
                name, column.type().name()));
      }
      List<String> names =
          IntStream.range(0, column.size())
              .mapToObj(row -> String.valueOf(column.get(row)))
              .distinct()
              .sorted(CategoryFeature.ORDER)
              .toList();
      if (names.size() < 2) {
        throw new DataException(
            "target '"
                + name
                + "' has one class alone, "
                + names
                + ": nothing is to be told apart");
      }
      return new Classes(name, names);
    }

    int label(Column<?> from, int row) {
      String name = String.valueOf(from.get(row));
      int label = names.indexOf(name);
      if (label < 0) {
        throw new DataException(
            "class '" + name + "' in row " + row + " of '" + column + "' is none of " + names);
      }
      return label;
    }
  }

  /**
   * A number.
   *
   * @param scale mean and deviation of the training part
   */
  record Numbers(String column, Standardization scale) implements Target {

    static Numbers of(Table table, String name, int[] rows) {
      Column<?> column = Target.found(table, name);
      if (!(column instanceof NumericColumn<?> numbers)) {
        throw new DataException(
            String.format(
                "target '%s' is of type %s; a regression needs numbers, and"
                    + " TableData.classification takes classes",
                name, column.type().name()));
      }
      double[] values = IntStream.of(rows).mapToDouble(numbers::getDouble).toArray();
      if (IntStream.range(1, values.length).allMatch(i -> values[i] == values[0])) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "target '%s' is %s in all %d rows of the training part: nothing is to be learned",
                name,
                values[0],
                values.length));
      }
      return new Numbers(name, Standardization.of(values));
    }
  }

  /** The column of a table, all of whose rows must have it. */
  static Column<?> found(Table table, String name) {
    if (!table.containsColumn(name)) {
      throw new DataException("no target column '" + name + "'; there are: " + table.columnNames());
    }
    Column<?> column = table.column(name);
    int missing = column.countMissing();
    if (missing > 0) {
      int first = IntStream.range(0, column.size()).filter(column::isMissing).findFirst().orElse(0);
      throw new DataException(
          String.format(
              Locale.ROOT,
              "target '%s' is missing in %,d of %,d rows, first in row %d; leave these rows out by"
                  + " table.dropWhere(table.column(\"%s\").isMissing())",
              name,
              missing,
              column.size(),
              first,
              name));
    }
    return column;
  }
}
