package lungo.kernel.magics.builtin;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lungo.display.Display;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.kernel.execution.Variable;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import org.jspecify.annotations.Nullable;

/** {@code %who}: lists the session's variables. */
public final class WhoMagic implements LineMagic {

  private static final int WIDEST = 60;

  /** For {@link java.util.ServiceLoader}. */
  public WhoMagic() {}

  @Override
  public Manual manual() {
    return new Manual(
        "who",
        List.of("whos"),
        "Lists the variables: name, type, size and device, value.",
        """
        %who [TEXT]                    those whose name or type contains the text
        """);
  }

  private record Row(String name, String type, String size, String value) {}

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    String wanted = call.argument(this).orElse("");
    var rows = new ArrayList<Row>();
    for (Variable variable : run.runner().interpreter().variables()) {
      if (variable.name().contains(wanted) || variable.type().contains(wanted)) {
        Object value = variable.value();
        rows.add(new Row(variable.name(), variable.type(), size(value), brief(value)));
      }
    }
    Display.show(
        rows.isEmpty() ? MimeBundle.text("no variables") : MimeBundle.html(html(rows), text(rows)));
    return MagicResult.done();
  }

  /** What tells a value's size: elements, characters, an array's shape and device. */
  private static String size(@Nullable Object value) {
    if (value instanceof Collection<?> collection) {
      return String.valueOf(collection.size());
    }
    if (value instanceof Map<?, ?> map) {
      return String.valueOf(map.size());
    }
    if (value instanceof CharSequence text) {
      return String.valueOf(text.length());
    }
    if (value == null) {
      return "";
    }
    if (value.getClass().isArray()) {
      return lengths(value);
    }
    String shape = ask(value, "getShape").orElse("");
    String device = ask(value, "getDevice").map(d -> " on " + d).orElse("");
    return shape + device;
  }

  private static String lengths(Object array) {
    var lengths = new StringBuilder();
    for (Object a = array; a != null && a.getClass().isArray(); ) {
      int length = Array.getLength(a);
      lengths.append(lengths.isEmpty() ? "" : " × ").append(length);
      a = length == 0 ? null : Array.get(a, 0);
    }
    return lengths.toString();
  }

  /** Asks a library's object whose type the kernel does not know, such as an NDArray. */
  private static Optional<String> ask(Object value, String method) {
    for (Class<?> type : publicTypes(value.getClass())) {
      try {
        return Optional.ofNullable(type.getMethod(method).invoke(value)).map(String::valueOf);
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        // The next one may have it; a closed array has no shape any more.
      }
    }
    return Optional.empty();
  }

  private static List<Class<?>> publicTypes(Class<?> type) {
    var types = new ArrayList<Class<?>>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      types.add(c);
      types.addAll(List.of(c.getInterfaces()));
    }
    types.removeIf(c -> !java.lang.reflect.Modifier.isPublic(c.getModifiers()));
    return types;
  }

  private static String brief(@Nullable Object value) {
    String text;
    try {
      text = value != null && value.getClass().isArray() ? "" : String.valueOf(value);
    } catch (RuntimeException e) {
      text = "(" + e + ")";
    }
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
  }

  private static String html(List<Row> rows) {
    var html = new Html().open("table").row("th", "name", "type", "size", "value");
    rows.forEach(row -> html.row("td", row.name(), row.type(), row.size(), row.value()));
    return html.close().toString();
  }

  private static String text(List<Row> rows) {
    var lines = new ArrayList<List<String>>();
    lines.add(List.of("name", "type", "size", "value"));
    rows.forEach(row -> lines.add(List.of(row.name(), row.type(), row.size(), row.value())));
    return Columns.align(lines);
  }
}
