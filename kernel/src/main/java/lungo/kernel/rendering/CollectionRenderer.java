package lungo.kernel.rendering;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import org.jspecify.annotations.Nullable;

/** Shows a collection as text, cut after 100 elements; records of one type as a table as well. */
public final class CollectionRenderer implements Renderer<Collection<?>> {

  private static final int MOST_ROWS = 50;

  /** For the service loader. */
  public CollectionRenderer() {}

  @Override
  @SuppressWarnings("unchecked")
  public Class<Collection<?>> type() {
    return (Class<Collection<?>>) (Class<?>) Collection.class;
  }

  @Override
  public MimeBundle render(Collection<?> collection) {
    MimeBundle text = MimeBundle.text(ShortText.of(collection));
    return recordType(collection)
        .map(type -> text.with(MimeBundle.HTML, table(type, collection)))
        .orElse(text);
  }

  private static Optional<Class<?>> recordType(Collection<?> collection) {
    if (collection.isEmpty() || !ShortText.isPlain(collection)) {
      return Optional.empty();
    }
    Class<?> type = null;
    for (Object element : collection) {
      if (!(element instanceof Record) || (type != null && element.getClass() != type)) {
        return Optional.empty();
      }
      type = element.getClass();
    }
    return Optional.<Class<?>>ofNullable(type).filter(t -> t.getRecordComponents().length > 0);
  }

  private static String table(Class<?> type, Collection<?> records) {
    List<RecordComponent> components = List.of(type.getRecordComponents());
    var html = new Html().open("table").open("thead");
    html.row("th", components.stream().map(RecordComponent::getName).toArray());
    html.close().open("tbody");
    records.stream().limit(MOST_ROWS).forEach(record -> html.row("td", cells(record, components)));
    html.close().close();
    if (records.size() > MOST_ROWS) {
      html.element("p", MOST_ROWS + " of " + records.size() + " rows");
    }
    return html.toString();
  }

  private static Object[] cells(Object record, List<RecordComponent> components) {
    var cells = new ArrayList<Object>();
    for (RecordComponent component : components) {
      Object value = value(record, component);
      cells.add(value instanceof Number ? value : ShortText.of(value));
    }
    return cells.toArray();
  }

  private static @Nullable Object value(Object record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      return "(" + component.getName() + "() failed: " + e.getCause() + ")";
    }
  }
}
