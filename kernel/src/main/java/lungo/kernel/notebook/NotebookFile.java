package lungo.kernel.notebook;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes .ipynb files. Written files are byte for byte what Jupyter itself writes (keys
 * sorted, an indent of one blank, text as lists of lines), so that a diff shows only what changed.
 */
public final class NotebookFile {

  private NotebookFile() {}

  /**
   * Reads a notebook; formats 4.0 to 4.4 are upgraded to 4.5.
   *
   * @param file the .ipynb file
   * @return the notebook
   * @throws NotebookException if there is no such file, or it is no JSON (with line and column), no
   *     notebook, or of a format other than 4
   */
  public static Notebook read(Path file) throws NotebookException {
    try {
      return parse(text(file));
    } catch (NotebookException e) {
      throw new NotebookException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a notebook from text.
   *
   * @param json the text of an .ipynb file
   * @return the notebook
   * @throws NotebookException if it is no JSON, no notebook, or of a format other than 4
   */
  public static Notebook parse(String json) throws NotebookException {
    return NotebookParser.parse(json);
  }

  /**
   * Writes a notebook atomically: the file is the old one or the new one, never a part.
   *
   * @param notebook what to write
   * @param file the .ipynb file, replaced if it exists
   * @throws NotebookException if that fails, for example because the disk is full; the file that
   *     was there is unchanged
   */
  public static void write(Notebook notebook, Path file) throws NotebookException {
    AtomicFile.write(file, format(notebook));
  }

  /**
   * Fails now, before an hour of computing, if a file could not be written later.
   *
   * @param file the file that will be written
   * @throws NotebookException if it is a directory, or its directory is missing or read-only
   */
  public static void checkWritable(Path file) throws NotebookException {
    AtomicFile.checkWritable(file);
  }

  /**
   * A notebook as the text of an .ipynb file.
   *
   * @param notebook the notebook
   * @return JSON with a line break at its end
   */
  public static String format(Notebook notebook) {
    var text = new StringWriter();
    try (var writer = new JsonWriter(text)) {
      writer.setIndent(" ");
      writer.setHtmlSafe(false);
      write(writer, NotebookJson.of(notebook));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static String text(Path file) throws NotebookException {
    if (Files.isDirectory(file)) {
      throw new NotebookException("is a directory, not a notebook");
    }
    if (!Files.exists(file)) {
      throw new NotebookException("no such notebook" + similar(file));
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new NotebookException("is not UTF-8 text", e);
    } catch (IOException e) {
      throw new NotebookException("cannot be read: " + e.getMessage(), e);
    }
  }

  private static String similar(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return " (and no directory " + directory + ")";
    }
    try (var files = Files.list(directory)) {
      List<String> names =
          files
              .map(path -> String.valueOf(path.getFileName()))
              .filter(name -> name.endsWith(".ipynb"))
              .sorted()
              .limit(10)
              .toList();
      return names.isEmpty() ? "" : "; there are: " + String.join(", ", names);
    } catch (IOException e) {
      return "";
    }
  }

  private static void write(JsonWriter writer, @Nullable Object value) throws IOException {
    if (value == null) {
      writer.nullValue();
    } else if (value instanceof Map<?, ?> map) {
      var sorted = new TreeMap<String, @Nullable Object>();
      map.forEach((key, entry) -> sorted.put(String.valueOf(key), entry));
      writer.beginObject();
      for (var entry : sorted.entrySet()) {
        write(writer.name(entry.getKey()), entry.getValue());
      }
      writer.endObject();
    } else if (value instanceof Iterable<?> list) {
      writer.beginArray();
      for (Object element : list) {
        write(writer, element);
      }
      writer.endArray();
    } else if (value instanceof Boolean flag) {
      writer.value(flag);
    } else if (value instanceof Number number && isFinite(number)) {
      writer.value(number);
    } else {
      writer.jsonValue(quote(value.toString()));
    }
  }

  /** A string as Python's json module writes it: only what JSON forbids is escaped. */
  private static String quote(String text) {
    var quoted = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> {
          if (c < ' ') {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** JSON has no NaN and no infinity; they are written as text. */
  private static boolean isFinite(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }
}
