package lungo.tables;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Locale;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.Loader;
import lungo.data.Portions;
import lungo.metrics.RegressionErrors;

/**
 * Batches of one part's windows, in the order and of the size that {@link Portions} says: inputs
 * (N, window, inputs) float32, the series itself first; targets (N, horizon) float32, standardised.
 *
 * <pre>{@code
 * learner.errors(data.test());
 * data.test().seasonalNaive(7);            // what repeating the week before would have reached
 * double[] week = data.test().actual(0);
 * }</pre>
 */
public final class SeriesLoader implements Loader {

  private final Portions portions;
  private final Series series;
  private final int[] begins;

  SeriesLoader(Portions portions, Series series, int[] begins) {
    this.portions = portions;
    this.series = series;
    this.begins = begins.clone();
  }

  @Override
  public int batches() {
    return portions.batches();
  }

  @Override
  public long examples() {
    return portions.examples();
  }

  /**
   * How many windows the part has, those left out of an epoch among them.
   *
   * @return the number
   */
  public int size() {
    return portions.size();
  }

  /**
   * The first row that is told from a window. Parts that are not trained on are batched in this
   * order.
   *
   * @param index from 0
   * @return its number in the table
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public int row(int index) {
    return begins[portions.checked(index)];
  }

  /**
   * What is to be told from a window.
   *
   * @param index from 0
   * @return the next values, in their unit
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public double[] actual(int index) {
    return series.told(row(index));
  }

  /**
   * The errors of saying that all stays as it is: the last value for each step to come. Whatever is
   * worth its cost must be better.
   *
   * @return over all windows of the part
   */
  public RegressionErrors naive() {
    return seasonalNaive(1);
  }

  /**
   * The errors of saying what was a season before, in the last whole season that is known: with 7,
   * last week's value of the same weekday.
   *
   * @param period steps of a season, 1 or more
   * @return over all windows of the part
   * @throws IllegalArgumentException if the period is below 1 or longer than what came before the
   *     part's first window's end
   */
  public RegressionErrors seasonalNaive(int period) {
    if (period < 1 || period > begins[0]) {
      throw new IllegalArgumentException(
          "a season must have 1 to " + begins[0] + " steps, got " + period);
    }
    var errors = new RegressionErrors();
    for (int begin : begins) {
      double[] actual = series.told(begin);
      for (int step = 0; step < actual.length; step++) {
        errors.add(actual[step], series.value(begin - period + step % period));
      }
    }
    return errors;
  }

  @Override
  public Epoch epoch(int epoch) {
    return new ChosenBatches(portions.chosen(epoch), this::batch);
  }

  private Batch batch(NDManager manager, int[] windows) {
    int[] rows = Arrays.stream(windows).map(i -> begins[i]).toArray();
    return new Batch(
        new NDList(series.windows(manager, rows)), new NDList(series.targets(manager, rows)));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d windows in %,d batches of %d, of rows %d to %d",
        portions.part(),
        size(),
        batches(),
        portions.batchSize(),
        begins[0],
        Arrays.stream(begins).max().orElse(0) + series.horizon() - 1);
  }
}
