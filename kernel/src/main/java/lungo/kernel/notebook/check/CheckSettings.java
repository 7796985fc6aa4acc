package lungo.kernel.notebook.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import lungo.kernel.notebook.NotebookException;
import org.jspecify.annotations.Nullable;

/**
 * How one cell's outputs are compared: the entry {@code lungo.check} of the cell's metadata, and
 * for what it leaves out that of the notebook's.
 *
 * @param ignored whether the outputs are not compared at all
 * @param kindsOnly whether there need only be as many outputs of the same types, none empty
 * @param tolerance by which share of the larger one two numbers may differ
 * @param absolute by how much they may differ whatever their size
 * @param ignore text that is not compared
 * @param similarity how similar pictures must be, 1 being equal
 */
record CheckSettings(
    boolean ignored,
    boolean kindsOnly,
    double tolerance,
    double absolute,
    List<Pattern> ignore,
    double similarity) {

  private static final String TIMES = "times";
  private static final String CONTENTS = "contents";

  /** Durations and rates as progress lines and plots hold them: 0:49, 7.9/s, 12 ms, seconds 3.1. */
  private static final Pattern TIME =
      Pattern.compile(
          "\\b\\d+:\\d\\d(:\\d\\d)?(\\.\\d+)?\\b"
              + "|\\bseconds?\\s+\\d[\\d,.]*"
              + "|\\d+(,\\d{3})*(\\.\\d+)?((\\s\\w+)?\\s?/\\s?(s|min|h)"
              + "|\\s?(ns|[µu]s|ms|s|sec|seconds?|min|minutes?|h|hours?))\\b");

  private static final TreeSet<String> KEYS =
      new TreeSet<>(List.of("tolerance", "absolute", "ignore", "similarity"));

  /**
   * The settings of a cell.
   *
   * @param notebook the notebook's metadata
   * @param cell the cell's metadata
   * @throws NotebookException if there is an entry that means nothing, with the entry
   */
  static CheckSettings of(Map<String, Object> notebook, Map<String, Object> cell)
      throws NotebookException {
    Map<String, Object> entries = new LinkedHashMap<>(entries(notebook));
    entries.putAll(entries(cell));
    for (String key : entries.keySet()) {
      if (!KEYS.contains(key)) {
        throw new NotebookException("lungo.check has no entry '" + key + "'; there are: " + KEYS);
      }
    }
    Object ignore = entries.getOrDefault("ignore", false);
    return new CheckSettings(
        Boolean.TRUE.equals(ignore),
        words(ignore).contains(CONTENTS),
        number(entries, "tolerance", 0, 0, 1),
        number(entries, "absolute", 0, 0, Double.MAX_VALUE),
        patterns(ignore),
        number(entries, "similarity", 0.95, 0, 1));
  }

  /** The same, with durations and rates left out. */
  CheckSettings withoutTimes() {
    var patterns = new ArrayList<>(ignore);
    patterns.add(TIME);
    return new CheckSettings(
        ignored, kindsOnly, tolerance, absolute, List.copyOf(patterns), similarity);
  }

  /** Whether text that differs may be equal all the same. */
  boolean isLoose() {
    return tolerance > 0 || absolute > 0 || !ignore.isEmpty();
  }

  /** The text without what is not compared. */
  String blank(String text) {
    String rest = text;
    for (Pattern pattern : ignore) {
      rest = pattern.matcher(rest).replaceAll(Matcher.quoteReplacement("…"));
    }
    return rest;
  }

  private static Map<String, Object> entries(Map<String, Object> metadata)
      throws NotebookException {
    if (!(metadata.get("lungo") instanceof Map<?, ?> lungo) || !lungo.containsKey("check")) {
      return Map.of();
    }
    if (!(lungo.get("check") instanceof Map<?, ?> check)) {
      throw new NotebookException("lungo.check must be an object, got " + lungo.get("check"));
    }
    var entries = new LinkedHashMap<String, Object>();
    check.forEach((key, value) -> entries.put(String.valueOf(key), value));
    return entries;
  }

  private static double number(
      Map<String, Object> entries, String key, double otherwise, double least, double most)
      throws NotebookException {
    Object value = entries.getOrDefault(key, otherwise);
    if (value instanceof Number number) {
      double d = Double.parseDouble(number.toString());
      if (d >= least && d <= most) {
        return d;
      }
    }
    String range = most == Double.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
    throw new NotebookException(
        "lungo.check." + key + " must be a number " + range + ", got " + value);
  }

  private static List<Pattern> patterns(@Nullable Object ignore) throws NotebookException {
    if (ignore instanceof Boolean) {
      return List.of();
    }
    var patterns = new ArrayList<Pattern>();
    for (Object entry : words(ignore)) {
      if (!(entry instanceof String text)) {
        throw new NotebookException(
            "lungo.check.ignore must be true, \"times\", \"contents\", a regular expression or a"
                + " list of these, got "
                + ignore);
      }
      if (text.equals(CONTENTS)) {
        continue;
      }
      try {
        patterns.add(text.equals(TIMES) ? TIME : Pattern.compile(text, Pattern.MULTILINE));
      } catch (PatternSyntaxException e) {
        throw new NotebookException(
            "lungo.check.ignore: '" + text + "' is no regular expression: " + e.getDescription(),
            e);
      }
    }
    return List.copyOf(patterns);
  }

  private static List<?> words(@Nullable Object ignore) {
    return ignore instanceof List<?> list ? list : Arrays.asList(ignore);
  }
}
