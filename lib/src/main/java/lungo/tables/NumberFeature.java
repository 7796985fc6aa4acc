package lungo.tables;

import java.util.Arrays;
import lungo.data.DataException;
import lungo.data.Standardization;
import tech.tablesaw.columns.Column;

/**
 * A column as a number: what is missing filled, then standardised by the training part; where the
 * training part lacked some, a second number is 1 if it was missing and 0 if not.
 *
 * @param column its name in the table
 * @param reading what is read from it
 * @param fill takes the place of what is missing
 * @param scale mean and deviation after filling
 * @param indicated whether there is the second number
 */
record NumberFeature(
    String column, Reading reading, double fill, Standardization scale, boolean indicated) {

  /** Measured on some rows. */
  static NumberFeature fit(Column<?> column, Reading reading, int[] rows, Missing strategy) {
    double[] values = Arrays.stream(rows).mapToDouble(r -> reading.number(column, r)).toArray();
    double[] there = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    if (there.length == 0) {
      throw allMissing(column.name(), rows.length);
    }
    for (double value : there) {
      if (Double.isInfinite(value)) {
        throw new DataException("column '" + column.name() + "' has an infinite number");
      }
    }
    int missing = values.length - there.length;
    strategy.check(column.name(), missing, rows.length);
    double fill = strategy.fill(there);
    double[] filled = Arrays.stream(values).map(v -> Double.isNaN(v) ? fill : v).toArray();
    return new NumberFeature(column.name(), reading, fill, Standardization.of(filled), missing > 0);
  }

  static DataException allMissing(String column, int rows) {
    return new DataException(
        String.format(
            "column '%s' is missing in all %d rows of the training part; leave it out by"
                + " without(\"%s\")",
            column, rows, column));
  }

  String name() {
    return reading.name(column);
  }

  /** How many numbers it is to a model. */
  int width() {
    return indicated ? 2 : 1;
  }

  /** Writes the numbers of a row. */
  void write(Column<?> from, int row, float[] to, int at) {
    double value = reading.number(from, row);
    boolean missing = Double.isNaN(value);
    to[at] = (float) scale.apply(missing ? fill : value);
    if (indicated) {
      to[at + 1] = missing ? 1 : 0;
    }
  }
}
