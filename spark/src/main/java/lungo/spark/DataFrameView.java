package lungo.spark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import lungo.display.MimeBundle;
import lungo.renderers.TableView;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * A DataFrame as a notebook shows it: its first rows, the columns' types, and how many rows there
 * are. Both run jobs, the second one only if not all rows are shown.
 */
final class DataFrameView {

  private static final int ROWS = 10;
  private static final int COLUMNS = 20;

  private DataFrameView() {}

  static MimeBundle of(Dataset<?> data) {
    StructField[] fields = data.schema().fields();
    List<StructField> shown = Arrays.asList(fields).subList(0, Math.min(COLUMNS, fields.length));
    var view =
        new TableView(
            shown.stream()
                .map(
                    f ->
                        new TableView.Head(
                            f.name(),
                            f.dataType().simpleString(),
                            f.dataType() instanceof NumericType))
                .toList());
    if (data.isStreaming()) {
      return view.caption("a stream of " + columns(fields)).bundle();
    }
    List<Row> head = data.toDF().takeAsList(ROWS + 1);
    for (Row row : head.subList(0, Math.min(ROWS, head.size()))) {
      view.row(cells(row, shown.size()));
    }
    if (head.size() > ROWS) {
      view.gap();
    }
    long count = head.size() > ROWS ? data.count() : head.size();
    return view.caption(TableView.count(count, "row") + " × " + columns(fields)).bundle();
  }

  private static String columns(StructField[] fields) {
    return TableView.count(fields.length, "column")
        + (fields.length > COLUMNS ? ", the first " + COLUMNS + " shown" : "");
  }

  private static List<String> cells(Row row, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> row.isNullAt(i) ? "" : text(row.get(i)))
        .toList();
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
  }
}
