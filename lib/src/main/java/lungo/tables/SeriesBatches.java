package lungo.tables;

import ai.djl.ndarray.types.Shape;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import lungo.data.Part;
import lungo.data.Standardization;

/**
 * A series ready for training: the windows of each part. Made by {@link SeriesData#batch}.
 *
 * <pre>{@code
 * var data = SeriesData.of(table, "births").calendar("date").windows(56, 7).split(0.13).batch(64);
 * var model = Forecaster.gru(RecurrentConfig.of(data.inputs(), 64), data.horizon());
 * var learner = Learner.regression(data, model);
 * }</pre>
 */
public final class SeriesBatches {

  private final String name;
  private final String target;
  private final Series series;
  private final Map<Part, SeriesLoader> loaders;

  SeriesBatches(String name, String target, Series series, Map<Part, SeriesLoader> loaders) {
    this.name = name;
    this.target = target;
    this.series = series;
    this.loaders = new EnumMap<>(loaders);
  }

  /**
   * Windows to learn from, shuffled.
   *
   * @return the loader of the oldest rows
   */
  public SeriesLoader train() {
    return Objects.requireNonNull(loaders.get(Part.TRAIN));
  }

  /**
   * Windows to make decisions on during training.
   *
   * @return the loader of the rows between
   */
  public SeriesLoader valid() {
    return Objects.requireNonNull(loaders.get(Part.VALID));
  }

  /**
   * Windows to judge the finished model by.
   *
   * @return the loader of the newest rows
   */
  public SeriesLoader test() {
    return Objects.requireNonNull(loaders.get(Part.TEST));
  }

  /**
   * How many numbers a step has for a model.
   *
   * @return the series itself, and the columns beside it
   */
  public int inputs() {
    return series.width();
  }

  /**
   * How many steps are told.
   *
   * @return how many outputs a model needs
   */
  public int horizon() {
    return series.horizon();
  }

  /**
   * One example's shape.
   *
   * @return (window, inputs)
   */
  public Shape shape() {
    return new Shape(series.window(), series.width());
  }

  /**
   * How the series is standardised.
   *
   * @return mean and deviation of the training part's rows
   */
  public Standardization scale() {
    return series.scale();
  }

  @Override
  public String toString() {
    return String.format("%s: %d steps of '%s' told", name, horizon(), target)
        + loaders.values().stream().map(l -> "\n  " + l).collect(Collectors.joining());
  }
}
