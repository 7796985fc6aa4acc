package lungo.kernel.notebook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lungo.display.MimeBundle;
import org.jspecify.annotations.Nullable;

/** From a notebook to JSON values, text split into lines as nbformat does on writing. */
final class NotebookJson {

  private static final Set<String> SPLIT = Set.of("application/javascript", "image/svg+xml");

  private NotebookJson() {}

  static Map<String, @Nullable Object> of(Notebook notebook) {
    var json = new LinkedHashMap<String, @Nullable Object>(notebook.rest());
    json.put("nbformat", 4);
    json.put("nbformat_minor", notebook.minor());
    json.put("metadata", notebook.metadata());
    json.put("cells", notebook.cells().stream().map(NotebookJson::cell).toList());
    return json;
  }

  /** Whether data of a MIME type is a JSON value and not text. */
  static boolean isJson(String mime) {
    return mime.equals("application/json") || mime.endsWith("+json");
  }

  private static Map<String, @Nullable Object> cell(NotebookCell cell) {
    var json = new LinkedHashMap<String, @Nullable Object>(cell.rest());
    json.put("id", cell.id());
    json.put("metadata", cell.metadata());
    json.put("source", lines(cell.source()));
    if (cell instanceof NotebookCell.Code code) {
      json.put("cell_type", "code");
      var count = code.executionCount();
      json.put("execution_count", count.isPresent() ? (Integer) count.getAsInt() : null);
      json.put("outputs", code.outputs().stream().map(NotebookJson::output).toList());
    } else {
      json.put("cell_type", cell instanceof NotebookCell.Raw ? "raw" : "markdown");
    }
    return json;
  }

  private static Map<String, ?> output(NotebookOutput output) {
    if (output instanceof NotebookOutput.Stream stream) {
      return Map.of("output_type", "stream", "name", stream.name(), "text", lines(stream.text()));
    } else if (output instanceof NotebookOutput.ExecuteResult result) {
      return Map.of(
          "output_type",
          "execute_result",
          "execution_count",
          result.executionCount(),
          "data",
          data(result.bundle()),
          "metadata",
          result.bundle().metadata());
    } else if (output instanceof NotebookOutput.DisplayData display) {
      return Map.of(
          "output_type",
          "display_data",
          "data",
          data(display.bundle()),
          "metadata",
          display.bundle().metadata());
    } else if (output instanceof NotebookOutput.Failure failure) {
      return Map.of(
          "output_type",
          "error",
          "ename",
          failure.name(),
          "evalue",
          failure.message(),
          "traceback",
          failure.traceback());
    }
    return ((NotebookOutput.Unknown) output).json();
  }

  private static Map<String, Object> data(MimeBundle bundle) {
    var data = new LinkedHashMap<String, Object>(bundle.data());
    data.replaceAll(
        (mime, value) ->
            value instanceof String text && (mime.startsWith("text/") || SPLIT.contains(mime))
                ? lines(text)
                : value);
    return data;
  }

  /** Python's {@code str.splitlines(keepends=True)}, which Jupyter uses. */
  static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean end =
          c == '\n'
              || c == 0x0B
              || c == 0x0C
              || (c >= 0x1C && c <= 0x1E)
              || c == 0x85
              || c == 0x2028
              || c == 0x2029
              || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
      if (end) {
        lines.add(text.substring(start, i + 1));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }
}
