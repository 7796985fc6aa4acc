package lungo.training;

import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Stops a run when a value has not improved for some epochs; the best so far is what counts.
 *
 * <pre>{@code
 * learner.fit(50, EarlyStopping.of("valid_loss").patience(5).minDelta(1e-3).restoreBest());
 * }</pre>
 *
 * When it stops follows from the run's history alone, so a run that was cut off goes on the same.
 */
public final class EarlyStopping implements Callback {

  private final String column;
  private final int patience;
  private final double minDelta;
  private final boolean restore;
  private @Nullable Run run;
  private @Nullable KeptWeights best;
  private int bestEpoch;

  private EarlyStopping(String column, int patience, double minDelta, boolean restore) {
    this.column = column;
    this.patience = patience;
    this.minDelta = minDelta;
    this.restore = restore;
    if (patience < 1) {
      throw new IllegalArgumentException("patience must be 1 epoch or more, got " + patience);
    }
    if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("minDelta must be 0 or more, got " + minDelta);
    }
  }

  /**
   * Looks at a value of the history; low is good for what {@link History#isLowGood} says.
   *
   * @param column the value, such as {@code valid_loss} or {@code valid_accuracy}
   * @return a callback that stops after 3 epochs without improvement, for one run at a time
   */
  public static EarlyStopping of(String column) {
    return new EarlyStopping(column, 3, 0, false);
  }

  /**
   * With another patience.
   *
   * @param epochs after how many epochs without improvement the run stops, 1 or more
   * @return a new callback
   */
  public EarlyStopping patience(int epochs) {
    return new EarlyStopping(column, epochs, minDelta, restore);
  }

  /**
   * With improvements that must be larger.
   *
   * @param least by how much a value must be better than the best so far, 0 or more
   * @return a new callback
   */
  public EarlyStopping minDelta(double least) {
    return new EarlyStopping(column, patience, least, restore);
  }

  /**
   * Puts the best epoch's weights back when the run ends, also when all its epochs were trained.
   * They are kept in memory; where the run was cut off after that epoch, take {@code
   * Checkpoints.in(…).best(…)}.
   *
   * @return a new callback
   */
  public EarlyStopping restoreBest() {
    return new EarlyStopping(column, patience, minDelta, true);
  }

  @Override
  public void fitBegin(FitBegin event) {
    run = event.run();
    bestEpoch = 0;
  }

  @Override
  public void epochEnd(EpochEnd event) {
    Run current = run;
    if (current == null) {
      return;
    }
    int epoch = event.row().epoch();
    event.row().get(column); // names the columns if there is none like it
    int now = best(event.history(), current.firstEpoch());
    if (restore && now == epoch) {
      forget();
      best = current.learner().keepWeights();
    }
    bestEpoch = now;
    if (epoch - now >= patience) {
      OptionalDouble value = BestEpoch.value(event.history(), column, now, now);
      current.stop(
          String.format(
              Locale.ROOT,
              "%s has not improved for %d epochs; the best was %.6g in epoch %d",
              column,
              epoch - now,
              value.orElse(Double.NaN),
              now));
    }
  }

  /** The last epoch that was better than the best before it by the least difference. */
  private int best(History history, int first) {
    int found = first;
    double value = Double.NaN;
    for (History.Row row : history.rows()) {
      if (row.epoch() < first) {
        continue;
      }
      double now = row.get(column);
      double bar = History.isLowGood(column) ? value - minDelta : value + minDelta;
      if (Double.isNaN(value) || BestEpoch.isBetter(column, now, bar)) {
        value = now;
        found = row.epoch();
      }
    }
    return found;
  }

  @Override
  public void fitEnd(FitEnd event) {
    try {
      boolean whole = event.ending() == Ending.COMPLETED || event.ending() == Ending.STOPPED;
      if (best != null && whole) {
        best.putBack();
        System.out.println("The weights are those of epoch " + bestEpoch + ", the best one");
      }
    } finally {
      forget();
      run = null;
    }
  }

  private void forget() {
    if (best != null) {
      best.close();
      best = null;
    }
  }
}
