package lungo.kernel.rendering;

import java.util.Map;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import org.jspecify.annotations.Nullable;

/** Shows a map as a table of its first 50 entries, and as text. */
public final class MapRenderer implements Renderer<Map<?, ?>> {

  private static final int MOST_ROWS = 50;

  /** For the service loader. */
  public MapRenderer() {}

  @Override
  @SuppressWarnings("unchecked")
  public Class<Map<?, ?>> type() {
    return (Class<Map<?, ?>>) (Class<?>) Map.class;
  }

  @Override
  public MimeBundle render(Map<?, ?> map) {
    MimeBundle text = MimeBundle.text(ShortText.of(map));
    return map.isEmpty() || !ShortText.isPlain(map) ? text : text.with(MimeBundle.HTML, table(map));
  }

  private static String table(Map<?, ?> map) {
    var html = new Html().open("table").open("thead").row("th", "key", "value");
    html.close().open("tbody");
    map.entrySet().stream()
        .limit(MOST_ROWS)
        .forEach(entry -> html.row("td", cell(entry.getKey()), cell(entry.getValue())));
    html.close().close();
    if (map.size() > MOST_ROWS) {
      html.element("p", MOST_ROWS + " of " + map.size() + " entries");
    }
    return html.toString();
  }

  private static Object cell(@Nullable Object value) {
    return value instanceof Number ? value : ShortText.of(value);
  }
}
