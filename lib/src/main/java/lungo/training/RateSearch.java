package lungo.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Losses at growing learning rates, and the rate that they suggest.
 *
 * <pre>{@code
 * var search = learner.findRate();
 * plot(search);
 * learner.fit(5, oneCycle(search.suggestion()));
 * }</pre>
 *
 * @param rates the rate of each step
 * @param losses the smoothed loss of each step
 * @param suggestion the middle of the longest way down, as fastai's {@code valley} chooses it
 */
public record RateSearch(List<Double> rates, List<Double> losses, double suggestion) {

  /** How much of the average is kept a step, as fastai's. */
  private static final double SMOOTHING = 0.9;

  /** The search ends where the loss is so many times the lowest. */
  private static final double EXPLODED = 4;

  private static final int FEWEST = 10;

  /**
   * Copies the numbers.
   *
   * @param rates the rate of each step
   * @param losses the smoothed loss of each step
   * @param suggestion a good rate
   */
  public RateSearch {
    rates = List.copyOf(rates);
    losses = List.copyOf(losses);
  }

  static Schedule schedule(double lowest, double highest, int steps) {
    if (!(lowest > 0 && highest > lowest && highest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "expected rates 0 < lowest < highest, got " + lowest + " and " + highest);
    }
    if (steps < FEWEST) {
      throw new IllegalArgumentException("expected 10 steps or more, got " + steps);
    }
    return (step, all) -> lowest * Math.pow(highest / lowest, step / (all - 1.0));
  }

  static RateSearch of(double[] rates, double[] raw) {
    if (raw.length < FEWEST) {
      throw new TrainingException(
          "the loss exploded after "
              + raw.length
              + " steps; begin at a lower rate than "
              + rates[0]);
    }
    double[] losses = smoothed(raw);
    int[] valley = valley(losses);
    if (valley[1] - valley[0] < FEWEST) {
      throw new TrainingException(
          "the loss does not fall at any rate from " + rates[0] + " to " + rates[rates.length - 1]);
    }
    return new RateSearch(list(rates), list(losses), rates[(valley[0] + valley[1]) / 2]);
  }

  /** Begin and end of the longest sequence of falling losses, others between them left out. */
  private static int[] valley(double[] losses) {
    int[] length = new int[losses.length];
    int[] begin = new int[losses.length];
    int end = 0;
    for (int i = 0; i < losses.length; i++) {
      begin[i] = i;
      for (int j = 0; j < i; j++) {
        if (losses[i] < losses[j] && length[i] < length[j] + 1) {
          length[i] = length[j] + 1;
          begin[i] = begin[j];
        }
      }
      end = length[i] > length[end] ? i : end;
    }
    return new int[] {begin[end], end};
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /**
   * The average of the losses so far, later ones counting more, corrected for its start at 0. Those
   * that are not finite, of steps that float16 skipped, do not count.
   */
  private static double[] smoothed(double[] raw) {
    double[] smooth = new double[raw.length];
    double average = 0;
    int count = 0;
    for (int i = 0; i < raw.length; i++) {
      if (Double.isFinite(raw[i])) {
        average = SMOOTHING * average + (1 - SMOOTHING) * raw[i];
        count++;
      }
      smooth[i] = average / (1 - Math.pow(SMOOTHING, count));
    }
    return smooth;
  }

  /** Stops the search where the loss explodes. */
  static final class Watch implements Callback {

    private double lowest = Double.POSITIVE_INFINITY;
    private @Nullable Run run;

    @Override
    public void fitBegin(FitBegin event) {
      run = event.run();
    }

    @Override
    public void stepEnd(StepEnd event) {
      double loss = event.loss().getAsDouble();
      lowest = Math.min(lowest, loss);
      if (run != null && event.step() > FEWEST && loss > EXPLODED * lowest) {
        run.stop("the loss explodes at a rate of " + event.rate());
      }
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "RateSearch: %d rates from %.1e to %.1e, suggestion %.2e",
        rates.size(),
        rates.get(0),
        rates.get(rates.size() - 1),
        suggestion);
  }
}
