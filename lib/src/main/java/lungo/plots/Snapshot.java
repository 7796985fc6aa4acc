package lungo.plots;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import lungo.training.History;

/**
 * What a history held at one moment, so that it can be drawn while training goes on.
 *
 * @param stepLosses a loss a step
 * @param stepRates a learning rate a step
 * @param epochStarts where the epochs begin in them
 * @param stepsPerEpoch how many steps the newest epoch is going to have; 0 if that is not known
 * @param rows the epochs that have ended
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record Snapshot(
    double[] stepLosses,
    double[] stepRates,
    int[] epochStarts,
    int stepsPerEpoch,
    List<History.Row> rows) {

  private static final List<String> NO_METRICS =
      List.of(
          History.TRAIN_LOSS, History.VALID_LOSS, History.RATE, History.SECONDS, History.SKIPPED);

  static Snapshot of(History history, int stepsPerEpoch) {
    double[] losses = history.stepLosses();
    double[] rates = history.stepRates();
    int steps = Math.min(losses.length, rates.length);
    return new Snapshot(
        Arrays.copyOf(losses, steps),
        Arrays.copyOf(rates, steps),
        history.epochStarts(),
        stepsPerEpoch,
        history.rows());
  }

  /** Where each step's middle lies on the axis of epochs: the first epoch reaches from 0 to 1. */
  double[] stepEpochs() {
    double[] at = new double[stepLosses.length];
    int longest = stepsPerEpoch;
    for (int epoch = 0; epoch < epochCount(); epoch++) {
      int from = start(epoch);
      int to = Math.min(start(epoch + 1), at.length);
      boolean newest = epoch == epochCount() - 1;
      int length = newest ? Math.max(longest, to - from) : to - from;
      longest = Math.max(longest, to - from);
      for (int i = from; i < to; i++) {
        at[i] = epoch + (i - from + 0.5) / length;
      }
    }
    return at;
  }

  private int epochCount() {
    return Math.max(1, epochStarts.length);
  }

  private int start(int epoch) {
    return epoch == 0 ? 0 : epoch < epochStarts.length ? epochStarts[epoch] : stepLosses.length;
  }

  /** The number of each epoch that has ended. */
  double[] epochs() {
    return rows.stream().mapToDouble(History.Row::epoch).toArray();
  }

  /** A column's values, NaN where an epoch has none. */
  double[] values(String column) {
    return rows.stream()
        .mapToDouble(row -> Objects.requireNonNullElse(row.values().get(column), Double.NaN))
        .toArray();
  }

  /** The columns that are neither loss nor rate nor time. */
  List<String> metrics() {
    return rows.stream()
        .flatMap(row -> row.values().keySet().stream())
        .distinct()
        .filter(column -> !NO_METRICS.contains(column))
        .toList();
  }

  /** Where the axis of epochs ends. */
  double end() {
    double[] steps = stepEpochs();
    double last = steps.length == 0 ? 1 : steps[steps.length - 1];
    return Math.max(last, rows.stream().mapToInt(History.Row::epoch).max().orElse(1));
  }
}
