package lungo.tables;

import java.util.Arrays;
import lungo.data.DataException;

/**
 * Which number takes the place of one that is missing; a column beside it says that it was.
 *
 * <pre>{@code
 * var data = TableData.classification(table, "survived").missing(Missing.MEDIAN).batch(64);
 * }</pre>
 */
public enum Missing {
  /** The mean of the numbers that the training part has. */
  MEAN,
  /** Their median, which a few large numbers do not move. */
  MEDIAN,
  /** None: a missing number is an error. */
  REFUSE;

  /** The number for a column, whose numbers there are. */
  double fill(double[] there) {
    if (this == MEDIAN) {
      double[] sorted = there.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
    return Arrays.stream(there).average().orElseThrow();
  }

  /** Refuses a missing number if that was asked for. */
  void check(String column, int missing, int rows) {
    if (this == REFUSE && missing > 0) {
      throw new DataException(
          String.format(
              "column '%s' is missing in %d of %d rows, and missing(REFUSE) allows none; MEAN and"
                  + " MEDIAN fill them",
              column, missing, rows));
    }
  }
}
