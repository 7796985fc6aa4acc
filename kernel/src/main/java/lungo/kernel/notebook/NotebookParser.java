package lungo.kernel.notebook;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.display.MimeBundle;
import org.jspecify.annotations.Nullable;

/** From JSON to a notebook, with errors that say where and what. */
final class NotebookParser {

  private static final Gson GSON =
      new GsonBuilder()
          .setStrictness(Strictness.STRICT)
          .setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER)
          .create();
  private static final Pattern POSITION =
      Pattern.compile("(?s)^(?:[\\w.]+: )?(.*?) (?:at|near) line (\\d+) column (\\d+).*");

  private final Set<String> ids = new HashSet<>();

  private NotebookParser() {}

  static Notebook parse(String json) throws NotebookException {
    if (json.isBlank()) {
      throw new NotebookException("is empty, not a notebook");
    }
    Object root;
    try {
      root = GSON.fromJson(json, Object.class);
    } catch (JsonParseException e) {
      throw new NotebookException(syntaxError(e), e);
    }
    if (!(root instanceof Map<?, ?> map) || !map.containsKey("nbformat")) {
      throw new NotebookException(
          "is JSON but not a Jupyter notebook: it has no field 'nbformat' at the top");
    }
    return new NotebookParser().notebook(json(root, "the notebook"));
  }

  private Notebook notebook(Map<String, Object> fields) throws NotebookException {
    int major = number(fields.remove("nbformat"), "nbformat");
    int minor = number(fields.remove("nbformat_minor"), "nbformat_minor");
    if (major != 4) {
      throw new NotebookException(
          "is a notebook of format "
              + major
              + "; format 4 is supported. Convert it: jupyter nbconvert --to notebook --nbformat 4");
    }
    Map<String, Object> metadata = json(fields.remove("metadata"), "metadata");
    List<?> list = list(fields.remove("cells"), "cells");
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof Map<?, ?> cell && cell.get("id") instanceof String id) {
        ids.add(id);
      }
    }
    var taken = new HashSet<String>();
    var cells = new ArrayList<NotebookCell>();
    for (int i = 0; i < list.size(); i++) {
      cells.add(cell(json(list.get(i), "cells[" + i + "]"), i, taken));
    }
    return new Notebook(cells, metadata, Math.max(minor, Notebook.MINOR), fields);
  }

  private NotebookCell cell(Map<String, Object> fields, int index, Set<String> taken)
      throws NotebookException {
    String at = "cells[" + index + "]";
    String type = string(fields.remove("cell_type"), at + ".cell_type");
    String source = text(fields.remove("source"), at + ".source");
    Map<String, Object> metadata = json(fields.remove("metadata"), at + ".metadata");
    String id = id(fields.remove("id"), index, source, taken);
    return switch (type) {
      case "code" -> {
        Object count = fields.remove("execution_count");
        OptionalInt executionCount =
            count == null
                ? OptionalInt.empty()
                : OptionalInt.of(number(count, at + ".execution_count"));
        List<NotebookOutput> outputs = outputs(fields.remove("outputs"), at + ".outputs");
        yield new NotebookCell.Code(id, source, metadata, executionCount, outputs, fields);
      }
      case "markdown" -> new NotebookCell.Markdown(id, source, metadata, fields);
      case "raw" -> new NotebookCell.Raw(id, source, metadata, fields);
      default ->
          throw new NotebookException(
              at + ".cell_type must be code, markdown or raw, got '" + type + "'");
    };
  }

  /** The id as it is, or, where it is missing, invalid or used twice, one made from the content. */
  private String id(@Nullable Object id, int index, String source, Set<String> taken) {
    if (id instanceof String given
        && NotebookCell.ID.matcher(given).matches()
        && taken.add(given)) {
      return given;
    }
    int salt = index;
    String made;
    do {
      made = String.format("%08x", 31 * source.hashCode() + salt++);
    } while (ids.contains(made) || !taken.add(made));
    return made;
  }

  private static List<NotebookOutput> outputs(@Nullable Object value, String at)
      throws NotebookException {
    var outputs = new ArrayList<NotebookOutput>();
    List<?> list = list(value, at);
    for (int i = 0; i < list.size(); i++) {
      outputs.add(output(json(list.get(i), at + "[" + i + "]"), at + "[" + i + "]"));
    }
    return outputs;
  }

  private static NotebookOutput output(Map<String, Object> json, String at)
      throws NotebookException {
    return switch (string(json.get("output_type"), at + ".output_type")) {
      case "stream" ->
          new NotebookOutput.Stream(
              string(json.get("name"), at + ".name"), text(json.get("text"), at + ".text"));
      case "display_data" -> new NotebookOutput.DisplayData(bundle(json, at));
      case "execute_result" -> {
        Object count = json.get("execution_count");
        int number = count == null ? 0 : number(count, at + ".execution_count");
        yield new NotebookOutput.ExecuteResult(number, bundle(json, at));
      }
      case "error" ->
          new NotebookOutput.Failure(
              string(json.get("ename"), at + ".ename"),
              string(json.get("evalue"), at + ".evalue"),
              list(json.get("traceback"), at + ".traceback").stream()
                  .map(String::valueOf)
                  .toList());
      default -> new NotebookOutput.Unknown(json);
    };
  }

  private static MimeBundle bundle(Map<String, Object> json, String at) throws NotebookException {
    Map<String, Object> data = json(json.get("data"), at + ".data");
    for (var entry : data.entrySet()) {
      if (!NotebookJson.isJson(entry.getKey())) {
        entry.setValue(text(entry.getValue(), at + ".data['" + entry.getKey() + "']"));
      }
    }
    Object metadata = json.getOrDefault("metadata", Map.of());
    return new MimeBundle(data, json(metadata, at + ".metadata"));
  }

  private static Map<String, Object> json(@Nullable Object value, String at)
      throws NotebookException {
    if (!(value instanceof Map<?, ?> map)) {
      throw unexpected(at, "an object", value);
    }
    var copy = new LinkedHashMap<String, Object>();
    map.forEach((key, entry) -> copy.put(String.valueOf(key), entry));
    return copy;
  }

  private static List<?> list(@Nullable Object value, String at) throws NotebookException {
    if (value instanceof List<?> list) {
      return list;
    }
    throw unexpected(at, "a list", value);
  }

  private static String string(@Nullable Object value, String at) throws NotebookException {
    if (value instanceof String string) {
      return string;
    }
    throw unexpected(at, "a string", value);
  }

  private static int number(@Nullable Object value, String at) throws NotebookException {
    if (value instanceof Number number) {
      try {
        return Integer.parseInt(number.toString());
      } catch (NumberFormatException e) {
        throw unexpected(at, "an integer", value);
      }
    }
    throw unexpected(at, "an integer", value);
  }

  private static String text(@Nullable Object value, String at) throws NotebookException {
    if (value instanceof List<?> lines && lines.stream().allMatch(String.class::isInstance)) {
      return String.join("", lines.stream().map(String::valueOf).toList());
    }
    if (value instanceof String string) {
      return string;
    }
    throw unexpected(at, "a string or a list of strings", value);
  }

  private static NotebookException unexpected(String at, String expected, @Nullable Object value) {
    String got =
        value == null
            ? "nothing"
            : value instanceof Map
                ? "an object"
                : value instanceof List ? "a list" : "'" + value + "'";
    return new NotebookException(
        "is not a valid notebook: " + at + " must be " + expected + ", got " + got);
  }

  private static String syntaxError(JsonParseException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    Matcher m = POSITION.matcher(String.valueOf(cause.getMessage()));
    if (m.matches()) {
      return "is not valid JSON: line "
          + m.group(2)
          + ", column "
          + m.group(3)
          + ": "
          + m.group(1)
              .replaceFirst("^Use JsonReader.*", "this cannot stand in JSON")
              .replace("; use", "; expected to use");
    }
    return "is not valid JSON: "
        + String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
