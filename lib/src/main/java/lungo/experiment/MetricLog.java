package lungo.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run's metrics, a value a line, in two files: {@code metrics.jsonl} and {@code metrics.csv}.
 * Lines are only added. A line that was torn when its process was killed is cut off before the run
 * goes on.
 */
final class MetricLog {

  static final String LINES = "metrics.jsonl";
  static final String TABLE = "metrics.csv";

  private static final Gson GSON = new Gson();
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl},\"]*[^\\p{Cntrl},\"\\s]");

  private final Path directory;

  /**
   * A line.
   *
   * @param step where it belongs, in the metric's own count
   * @param value a number, or the name of one that JSON does not have
   * @param time seconds since 1970
   */
  private record Line(long step, @Nullable String name, @Nullable Object value, double time) {}

  private MetricLog(Path directory) {
    this.directory = directory;
  }

  /** A new run's, or one's that goes on. */
  static MetricLog in(Path directory) throws IOException {
    Path table = directory.resolve(TABLE);
    if (!Files.exists(table)) {
      Files.writeString(table, "step,name,value,time\n");
    }
    cutTorn(table);
    Path lines = directory.resolve(LINES);
    if (Files.exists(lines)) {
      cutTorn(lines);
    }
    return new MetricLog(directory);
  }

  private static void cutTorn(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    if (whole < bytes.length) {
      try (var open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(whole);
      }
    }
  }

  synchronized void add(long step, String name, double value) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a metric's name must be text without commas, quotes and line breaks, got '"
              + name
              + "'");
    }
    double now = System.currentTimeMillis() / 1e3;
    Object written = Double.isFinite(value) ? (Object) value : String.valueOf(value);
    append(LINES, GSON.toJson(new Line(step, name, written, now)));
    append(TABLE, step + "," + name + "," + value + "," + now);
  }

  private void append(String file, String line) throws IOException {
    Files.write(
        directory.resolve(file),
        (line + "\n").getBytes(UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * All that was logged: metric to step to value. Of a step that was repeated the last value
   * counts; a torn last line does not.
   */
  static Map<String, SortedMap<Long, Double>> read(Path directory) {
    var curves = new LinkedHashMap<String, SortedMap<Long, Double>>();
    Path file = directory.resolve(LINES);
    if (!Files.exists(file)) {
      return curves;
    }
    try {
      for (String text : Files.readString(file).lines().toList()) {
        Line line = parse(text);
        if (line != null && line.name() != null && line.value() != null) {
          curves
              .computeIfAbsent(line.name(), name -> new TreeMap<>())
              .put(line.step(), Double.valueOf(line.value().toString()));
        }
      }
    } catch (IOException | NumberFormatException e) {
      throw new ExperimentException(file + " cannot be read: " + e.getMessage(), e);
    }
    return curves;
  }

  private static @Nullable Line parse(String text) {
    try {
      return GSON.fromJson(text, Line.class);
    } catch (JsonParseException e) {
      return null;
    }
  }
}
