package lungo.renderers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import tech.tablesaw.columns.Column;
import tech.tablesaw.table.Relation;

/**
 * Shows a Tablesaw table: its first and last rows with the columns' types, and how many rows and
 * columns there are.
 */
public final class TableRenderer implements Renderer<Relation> {

  private static final int ALL_ROWS = 30;
  private static final int HEAD_ROWS = 10;
  private static final int TAIL_ROWS = 5;
  private static final int ALL_COLUMNS = 20;
  private static final int HEAD_COLUMNS = 12;
  private static final int TAIL_COLUMNS = 6;

  /** For the service loader. */
  public TableRenderer() {}

  @Override
  public Class<Relation> type() {
    return Relation.class;
  }

  @Override
  public MimeBundle render(Relation table) {
    String size =
        TableView.count(table.rowCount(), "row")
            + " × "
            + TableView.count(table.columnCount(), "column");
    String name = table.name();
    return view(table.columns(), table.rowCount())
        .caption(name == null || name.isBlank() ? size : name + " · " + size)
        .bundle();
  }

  /** The columns side by side; rows and columns in the middle are left out of large tables. */
  static TableView view(List<? extends Column<?>> columns, int rows) {
    int[] shown = indices(rows, ALL_ROWS, HEAD_ROWS, TAIL_ROWS);
    int[] across = indices(columns.size(), ALL_COLUMNS, HEAD_COLUMNS, TAIL_COLUMNS);
    boolean numbered = shown.length < rows;
    var heads = new ArrayList<TableView.Head>();
    var cells = new ArrayList<List<String>>();
    if (numbered) {
      heads.add(TableView.number("row"));
      cells.add(Arrays.stream(shown).mapToObj(i -> String.valueOf(i)).toList());
    }
    for (int i = 0; i < across.length; i++) {
      if (across.length < columns.size() && i == HEAD_COLUMNS) {
        heads.add(TableView.text("…"));
        cells.add(Collections.nCopies(shown.length, "…"));
      }
      var column = new ColumnCells(columns.get(across[i]));
      heads.add(column.head());
      cells.add(column.at(shown));
    }
    var view = new TableView(heads);
    for (int i = 0; i < shown.length; i++) {
      if (numbered && i == HEAD_ROWS) {
        view.gap();
      }
      int row = i;
      view.row(cells.stream().map(column -> column.get(row)).toList());
    }
    return view;
  }

  /** All indices below a count, or the first and the last ones of a large count. */
  private static int[] indices(int count, int all, int head, int tail) {
    int shown = count <= all ? count : head + tail;
    var indices = new int[shown];
    for (int i = 0; i < shown; i++) {
      indices[i] = shown == count || i < head ? i : count - shown + i;
    }
    return indices;
  }
}
