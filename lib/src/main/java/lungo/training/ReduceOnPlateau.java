package lungo.training;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lowers the learning rate when a value has stopped to improve, as {@code ReduceLROnPlateau} does:
 * after more than {@code patience} epochs without an improvement of at least a ten-thousandth.
 * Works with any schedule, whose rates it multiplies.
 *
 * <pre>{@code
 * learner.fit(50, constant(0.1), ReduceOnPlateau.of("valid_loss").factor(0.2).patience(3));
 * }</pre>
 *
 * What it does follows from the run's history alone, so a run that was cut off goes on the same.
 */
public final class ReduceOnPlateau implements Callback {

  private static final double THRESHOLD = 1e-4;

  private final String column;
  private final boolean highIsGood;
  private final double factor;
  private final int patience;
  private @Nullable Run run;

  private ReduceOnPlateau(String column, boolean highIsGood, double factor, int patience) {
    this.column = column;
    this.highIsGood = highIsGood;
    this.factor = factor;
    this.patience = patience;
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException("factor must be in (0, 1), got " + factor);
    }
    if (patience < 0) {
      throw new IllegalArgumentException("patience must be 0 epochs or more, got " + patience);
    }
  }

  /**
   * Looks at a value of the history; a loss is better when low, anything else when high.
   *
   * @param column the value, such as {@code valid_loss} or {@code valid_accuracy}
   * @return a callback that multiplies rates by 0.1 after 10 epochs, for one run at a time
   */
  public static ReduceOnPlateau of(String column) {
    return new ReduceOnPlateau(column, !column.endsWith("loss"), 0.1, 10);
  }

  /**
   * With another factor.
   *
   * @param by what the rates are multiplied by each time, in (0, 1)
   * @return a new callback
   */
  public ReduceOnPlateau factor(double by) {
    return new ReduceOnPlateau(column, highIsGood, by, patience);
  }

  /**
   * With another patience.
   *
   * @param epochs how many epochs without improvement are borne, 0 or more
   * @return a new callback
   */
  public ReduceOnPlateau patience(int epochs) {
    return new ReduceOnPlateau(column, highIsGood, factor, epochs);
  }

  @Override
  public void fitBegin(FitBegin event) {
    run = event.run();
    apply(event.history());
  }

  @Override
  public void epochEnd(EpochEnd event) {
    event.row().get(column); // names the columns if there is none like it
    double before = apply(event.history(), event.row().epoch() - 1);
    double now = apply(event.history());
    if (now < before) {
      System.out.printf(
          Locale.ROOT, "%s has stopped to improve: rates are multiplied by %.3g%n", column, now);
    }
  }

  private double apply(History history) {
    double scale = apply(history, Integer.MAX_VALUE);
    if (run != null) {
      run.scaleRates(scale);
    }
    return scale;
  }

  /** The product of all factors up to an epoch. */
  private double apply(History history, int lastEpoch) {
    Run current = run;
    if (current == null) {
      return 1;
    }
    List<Double> values =
        history.rows().stream()
            .filter(row -> row.epoch() >= current.firstEpoch() && row.epoch() <= lastEpoch)
            .map(row -> row.get(column))
            .toList();
    return scale(values);
  }

  double scale(List<Double> values) {
    double scale = 1;
    double best = highIsGood ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    int without = 0;
    for (double value : values) {
      boolean better = highIsGood ? value > best * (1 + THRESHOLD) : value < best * (1 - THRESHOLD);
      if (better) {
        best = value;
        without = 0;
      } else if (++without > patience) {
        scale *= factor;
        without = 0;
      }
    }
    return scale;
  }
}
