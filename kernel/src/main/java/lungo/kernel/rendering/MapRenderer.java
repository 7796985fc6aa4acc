package lungo.kernel.rendering;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Shows a map as its entries: text of the first thousand and a table of the first hundred. */
@SuppressWarnings("rawtypes") // a renderer is found by class, which knows no type arguments
public final class MapRenderer implements Renderer<Map> {

  /** For the service loader. */
  public MapRenderer() {}

  @Override
  public Class<Map> type() {
    return Map.class;
  }

  @Override
  public MimeBundle render(Map map) {
    MimeBundle text = MimeBundle.text(ValueText.of(map));
    return ValueText.isContainer(map) && !map.isEmpty()
        ? text.with(MimeBundle.HTML, table(map))
        : text;
  }

  private static String table(Map<?, ?> map) {
    var table = new ValueTable(List.of("key", "value"));
    map.entrySet().stream()
        .limit(ValueTable.ROWS)
        .forEach(
            entry ->
                table.row(Stream.of(0, 1).map(i -> i == 0 ? entry.getKey() : entry.getValue()), 2));
    return table.toHtml(map.size(), 2);
  }
}
