package lungo.training;

import java.util.OptionalDouble;

/** The best of an epoch's values: the lowest or the highest, as {@link History#isLowGood} says. */
final class BestEpoch {

  private BestEpoch() {}

  static boolean isBetter(String column, double value, double than) {
    return History.isLowGood(column) ? value < than : value > than;
  }

  /** The best value of the epochs from the first to the last, if there was one. */
  static OptionalDouble value(History history, String column, int first, int last) {
    var values =
        history.rows().stream()
            .filter(row -> row.epoch() >= first && row.epoch() <= last)
            .mapToDouble(row -> row.get(column))
            .filter(value -> !Double.isNaN(value));
    return History.isLowGood(column) ? values.min() : values.max();
  }
}
