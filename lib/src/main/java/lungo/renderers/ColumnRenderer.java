package lungo.renderers;

import java.util.List;
import java.util.Locale;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import tech.tablesaw.columns.Column;

/** Shows a Tablesaw column as a table of one column, with its size and how many are missing. */
public final class ColumnRenderer implements Renderer<Column<?>> {

  /** For the service loader. */
  public ColumnRenderer() {}

  @Override
  @SuppressWarnings("unchecked") // A class literal knows no type arguments.
  public Class<Column<?>> type() {
    return (Class<Column<?>>) (Class<?>) Column.class;
  }

  @Override
  public MimeBundle render(Column<?> column) {
    int missing = column.countMissing();
    String size = TableView.count(column.size(), "value");
    String caption =
        missing == 0 ? size : String.format(Locale.ROOT, "%s, %,d missing", size, missing);
    return TableRenderer.view(List.of(column), column.size()).caption(caption).bundle();
  }
}
