package lungo.data;

import java.util.ArrayList;
import java.util.List;

/** Mean and standard deviation of pixels, a channel, as pictures reach a model. */
final class PixelStatistics {

  private static final double LEAST_STD = 1e-6;

  private PixelStatistics() {}

  /** A preparation normalised by its own pixels, from at most {@code most} files. */
  static ImagePreparation normalized(ImagePreparation plain, Subset subset, int most) {
    int channels = plain.channels();
    double[] sum = new double[channels];
    double[] squares = new double[channels];
    var pass = new ImagePreparation.Pass(plain);
    int size = plain.height() * plain.width();
    int count = subset.isInMemory() ? subset.size() : Math.min(most, subset.size());
    for (int k = 0; k < count; k++) {
      Pixels pixels = subset.pixels((int) ((long) k * subset.size() / count));
      var view = new ImageView(pixels.width(), pixels.height(), plain.width(), plain.height());
      float[] planes = pass.draw(pixels, view);
      for (int i = 0; i < channels * size; i++) {
        sum[i / size] += planes[i];
        squares[i / size] += (double) planes[i] * planes[i];
      }
    }
    List<Double> mean = new ArrayList<>();
    List<Double> std = new ArrayList<>();
    double n = (double) count * size;
    for (int c = 0; c < channels; c++) {
      mean.add(sum[c] / n);
      std.add(Math.max(LEAST_STD, Math.sqrt(squares[c] / n - mean.get(c) * mean.get(c))));
    }
    return new ImagePreparation(
        channels, plain.height(), plain.width(), new Normalization(mean, std));
  }
}
