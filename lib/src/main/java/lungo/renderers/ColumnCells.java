package lungo.renderers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;

/** The cells of a Tablesaw column as text. A format that the user gave the column is kept. */
final class ColumnCells {

  private static final String MISSING = "—";

  private final Column<?> column;

  ColumnCells(Column<?> column) {
    this.column = column;
  }

  TableView.Head head() {
    String type = column.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new TableView.Head(column.name(), type, column instanceof NumericColumn<?>);
  }

  /** The cells of some rows. */
  List<String> at(int[] rows) {
    if (column instanceof NumericColumn<?> numbers && isFloating() && !isFormatted(rows)) {
      double[] values = Arrays.stream(rows).mapToDouble(numbers::getDouble).toArray();
      List<String> texts = Numbers.column(values);
      return IntStream.range(0, rows.length)
          .mapToObj(i -> column.isMissing(rows[i]) ? MISSING : texts.get(i))
          .toList();
    }
    return Arrays.stream(rows)
        .mapToObj(row -> column.isMissing(row) ? MISSING : column.getString(row))
        .toList();
  }

  /** Not by identity: Tablesaw may have two of a type, by the order in which classes are loaded. */
  private boolean isFloating() {
    return column.type().equals(ColumnType.DOUBLE) || column.type().equals(ColumnType.FLOAT);
  }

  private boolean isFormatted(int[] rows) {
    for (int row : rows) {
      if (!column.isMissing(row) && !column.getString(row).equals(unformatted(row))) {
        return true;
      }
    }
    return false;
  }

  /** The cell as a column without a format of the user's would print it. */
  private String unformatted(int row) {
    return column instanceof FloatColumn floats
        ? FloatColumn.create("", new float[] {floats.getFloat(row)}).getString(0)
        : DoubleColumn.create("", ((NumericColumn<?>) column).getDouble(row)).getString(0);
  }
}
