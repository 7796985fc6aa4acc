package lungo.audio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Mean and standard deviation of features, a row, as sounds reach a model. */
final class FeatureStatistics {

  private static final double LEAST_STD = 1e-6;

  /** More would tell little more. */
  private static final int MOST_SOUNDS = 2_000;

  private FeatureStatistics() {}

  /** A preparation standardised by some sounds, at equal distances where there are many. */
  static SoundPreparation measured(
      AudioFeatures features,
      int length,
      List<SoundFolders.SoundFile> files,
      UnaryOperator<Sound> each) {
    int rows = features.rows();
    var plain =
        new SoundPreparation(
            features, length, Collections.nCopies(rows, 0.0), Collections.nCopies(rows, 1.0));
    double[] sum = new double[rows];
    double[] squares = new double[rows];
    int frames = features.frames(length);
    int count = Math.min(MOST_SOUNDS, files.size());
    for (int k = 0; k < count; k++) {
      var file = files.get((int) ((long) k * files.size() / count)).file();
      float[] values = plain.standardised(plain.fitted(SoundLoader.read(file, each, plain)));
      for (int i = 0; i < values.length; i++) {
        sum[i / frames] += values[i];
        squares[i / frames] += (double) values[i] * values[i];
      }
    }
    List<Double> mean = new ArrayList<>();
    List<Double> std = new ArrayList<>();
    double n = (double) count * frames;
    for (int row = 0; row < rows; row++) {
      mean.add(sum[row] / n);
      double variance = squares[row] / n - mean.get(row) * mean.get(row);
      std.add(Math.max(LEAST_STD, Math.sqrt(Math.max(0, variance))));
    }
    return new SoundPreparation(features, length, mean, std);
  }
}
