package lungo.kernel.rendering;

import java.util.Collection;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/**
 * Shows a collection as its elements, the first thousand of them; records of one class as a table
 * as well.
 */
@SuppressWarnings("rawtypes") // a renderer is found by class, which knows no type arguments
public final class CollectionRenderer implements Renderer<Collection> {

  /** For the service loader. */
  public CollectionRenderer() {}

  @Override
  public Class<Collection> type() {
    return Collection.class;
  }

  @Override
  public MimeBundle render(Collection collection) {
    MimeBundle text = MimeBundle.text(ValueText.of(collection));
    Collection<?> elements = collection;
    return ValueText.isContainer(collection)
        ? RecordColumns.ofAll(elements)
            .map(columns -> text.with(MimeBundle.HTML, table(columns, elements)))
            .orElse(text)
        : text;
  }

  private static String table(RecordColumns columns, Collection<?> records) {
    int count = columns.names().size();
    var table = new ValueTable(columns.names());
    records.stream().limit(ValueTable.ROWS).forEach(r -> table.row(columns.values(r), count));
    return table.toHtml(records.size(), count);
  }
}
