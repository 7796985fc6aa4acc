package lungo.kernel.rendering;

import java.util.List;
import java.util.stream.Stream;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Shows a record as its text and, unless its author wrote that text, a table of its components. */
public final class RecordRenderer implements Renderer<Record> {

  /** For the service loader. */
  public RecordRenderer() {}

  @Override
  public Class<Record> type() {
    return Record.class;
  }

  @Override
  public MimeBundle render(Record record) {
    MimeBundle text = MimeBundle.text(ValueText.of(record));
    return RecordColumns.of(record.getClass())
        .map(columns -> text.with(MimeBundle.HTML, table(columns, record)))
        .orElse(text);
  }

  private static String table(RecordColumns columns, Record record) {
    var table = new ValueTable(List.of("component", "value"));
    List<String> names = columns.names();
    Object[] values = columns.values(record).toArray();
    for (int i = 0; i < Math.min(values.length, ValueTable.ROWS); i++) {
      table.row(Stream.of(names.get(i), values[i]), 2);
    }
    return table.toHtml(names.size(), 2);
  }
}
