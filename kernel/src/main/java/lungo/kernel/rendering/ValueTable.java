package lungo.kernel.rendering;

import java.util.List;
import java.util.stream.Stream;
import lungo.display.Html;
import org.jspecify.annotations.Nullable;

/** An HTML table of values on its way; long cells and many rows are cut, and it says so. */
final class ValueTable {

  /** How many rows are shown. */
  static final int ROWS = 100;

  private static final int COLUMNS = 50;
  private static final int CELL = 200;

  private final Html html = new Html();
  private final int columns;

  ValueTable(List<String> heads) {
    columns = Math.min(heads.size(), COLUMNS);
    html.open("div", "style", "overflow-x:auto").open("table").open("thead");
    html.row("th", shown(heads.stream(), heads.size())).close().open("tbody");
  }

  /** Adds a row. */
  ValueTable row(Stream<? extends @Nullable Object> values, int count) {
    html.row("td", shown(values, count));
    return this;
  }

  private Object[] shown(Stream<? extends @Nullable Object> values, int count) {
    Stream<Object> cells = values.limit(columns).map(ValueTable::cell);
    return (count > columns ? Stream.concat(cells, Stream.of("…")) : cells).toArray();
  }

  private static Object cell(@Nullable Object value) {
    return value instanceof Number number ? number : ValueText.of(value, CELL);
  }

  /** The table, with a note if it shows fewer rows or columns than there are. */
  String toHtml(long rows, int allColumns) {
    html.close().close();
    if (rows > ROWS) {
      html.element("div", ValueText.count("the first " + ROWS + " of %,d rows", rows));
    }
    if (allColumns > columns) {
      html.element("div", "the first " + columns + " of " + allColumns + " columns");
    }
    return html.toString();
  }
}
