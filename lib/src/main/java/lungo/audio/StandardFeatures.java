package lungo.audio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import lungo.data.DataException;

/**
 * Features of sounds, each row less its mean and divided by its deviation.
 *
 * <pre>{@code
 * var features = StandardFeatures.measured(AudioFeatures.logMel(8000, 40), sounds.stream());
 * float[] values = features.of(sounds.get(0));    // rows by frames
 * }</pre>
 *
 * @param features what is computed
 * @param mean of each row, subtracted
 * @param std what each row is then divided by, above 0
 */
public record StandardFeatures(AudioFeatures features, List<Double> mean, List<Double> std) {

  private static final double LEAST_STD = 1e-6;

  /**
   * Checks the numbers.
   *
   * @param features what is computed
   * @param mean a value a row of the features
   * @param std a value a row, above 0
   * @throws IllegalArgumentException if there is not a mean and a deviation a row
   */
  public StandardFeatures {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != features.rows() || std.size() != features.rows()) {
      throw new IllegalArgumentException(
          String.format(
              "a mean and a deviation for each of %d rows are needed, got %d and %d",
              features.rows(), mean.size(), std.size()));
    }
    if (!std.stream().allMatch(s -> s > 0)) {
      throw new IllegalArgumentException("deviations must be above 0, got " + std);
    }
  }

  /** As they are. */
  static StandardFeatures plain(AudioFeatures features) {
    int rows = features.rows();
    return new StandardFeatures(
        features, Collections.nCopies(rows, 0.0), Collections.nCopies(rows, 1.0));
  }

  /**
   * Measures mean and deviation.
   *
   * @param features what is computed
   * @param sounds one or more; longer ones weigh more
   * @return the features, standardised
   * @throws DataException if there are no sounds, or one is of another kind
   */
  public static StandardFeatures measured(AudioFeatures features, Stream<Sound> sounds) {
    int rows = features.rows();
    double[] sum = new double[rows];
    double[] squares = new double[rows];
    long[] frames = new long[1];
    sounds.forEach(
        sound -> {
          float[] values = features.of(sound).values();
          int each = values.length / rows;
          frames[0] += each;
          for (int i = 0; i < values.length; i++) {
            sum[i / each] += values[i];
            squares[i / each] += (double) values[i] * values[i];
          }
        });
    if (frames[0] == 0) {
      throw new DataException("a sound or more is needed to measure features, got none");
    }
    List<Double> mean = new ArrayList<>();
    List<Double> std = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      mean.add(sum[row] / frames[0]);
      double variance = squares[row] / frames[0] - mean.get(row) * mean.get(row);
      std.add(Math.max(LEAST_STD, Math.sqrt(Math.max(0, variance))));
    }
    return new StandardFeatures(features, mean, std);
  }

  /**
   * How many rows there are.
   *
   * @return those of the features
   */
  public int rows() {
    return mean.size();
  }

  /**
   * Computes them.
   *
   * @param sound of the features' rate, of one channel
   * @return (rows, frames) in order
   * @throws DataException if the sound is of another kind
   */
  public float[] of(Sound sound) {
    float[] values = features.of(sound).values();
    int frames = values.length / rows();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((values[i] - mean.get(i / frames)) / std.get(i / frames));
    }
    return values;
  }
}
