package lungo.tables;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lungo.data.DataException;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.columns.Column;

/**
 * A column as a category's number: from 1 for those that the training part has, 0 for one that is
 * missing, unknown, or was too rare there.
 */
final class CategoryFeature {

  /** An identifier in fewer rows than these may be chance. */
  private static final int FEW = 20;

  /** Numbers in their order, before texts in theirs. */
  static final Comparator<String> ORDER =
      Comparator.<String>comparingDouble(
              text -> isNumber(text) ? Double.parseDouble(text) : Double.POSITIVE_INFINITY)
          .thenComparing(Comparator.naturalOrder());

  private final String column;
  private final Reading reading;
  private final List<String> values;
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * @param column its name in the table
   * @param reading what is read from it
   * @param values the categories from 1 on
   */
  CategoryFeature(String column, Reading reading, List<String> values) {
    this.column = column;
    this.reading = reading;
    this.values = List.copyOf(values);
    for (String value : values) {
      numbers.put(value, numbers.size() + 1);
    }
  }

  /**
   * Measured on some rows.
   *
   * @param least how often a category must be there to be one of its own
   */
  static CategoryFeature fit(
      Column<?> column, Reading reading, int[] rows, Missing strategy, int least) {
    var counts = new HashMap<String, Integer>();
    int missing = 0;
    for (int row : rows) {
      String value = reading.text(column, row);
      if (value == null) {
        missing++;
      } else {
        counts.merge(value, 1, Integer::sum);
      }
    }
    if (counts.isEmpty()) {
      throw NumberFeature.allMissing(column.name(), rows.length);
    }
    strategy.check(column.name(), missing, rows.length);
    if (counts.size() == rows.length - missing && counts.size() > FEW) {
      throw new DataException(
          String.format(
              "each of %d rows has another text in column '%s': it names rows, and nothing can be"
                  + " learned of it for others; leave it out by without(\"%s\")",
              counts.size(), column.name(), column.name()));
    }
    List<String> values =
        counts.entrySet().stream()
            .filter(e -> e.getValue() >= least)
            .map(Map.Entry::getKey)
            .sorted(ORDER)
            .toList();
    return new CategoryFeature(column.name(), reading, values);
  }

  /** Refuses a column of texts most of which are numbers, with the first that is none. */
  static void checkText(Column<?> column) {
    int there = 0;
    int count = 0;
    int first = -1;
    for (int row = 0; row < column.size(); row++) {
      if (!column.isMissing(row)) {
        there++;
        if (isNumber(column.getString(row).strip())) {
          count++;
        } else if (first < 0) {
          first = row;
        }
      }
    }
    if (first >= 0 && 2 * count > there) {
      throw new DataException(
          String.format(
              "column '%s' has numbers in %d rows and text in %d, the first '%s' in row %d; if that"
                  + " means missing, read the file by CsvFile.read(file, \"%s\"), if the numbers"
                  + " are names, say categories(\"%s\")",
              column.name(),
              count,
              there - count,
              column.getString(first),
              first,
              column.getString(first),
              column.name()));
    }
  }

  static boolean isNumber(String text) {
    if (text.isEmpty() || "dDfF".indexOf(text.charAt(text.length() - 1)) >= 0) {
      return false; // 1d is a number to Java alone
    }
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  String column() {
    return column;
  }

  String name() {
    return reading.name(column);
  }

  Reading reading() {
    return reading;
  }

  /** The categories from 1 on. */
  List<String> values() {
    return values;
  }

  /** How many numbers there are, 0 among them. */
  int size() {
    return values.size() + 1;
  }

  int number(Column<?> from, int row) {
    String value = reading.text(from, row);
    return value == null ? 0 : numbers.getOrDefault(value, 0);
  }

  /** A value that is there but has no number of its own; null for others. */
  @Nullable String unseen(Column<?> from, int row) {
    String value = reading.text(from, row);
    return value == null || numbers.containsKey(value) ? null : value;
  }
}
