package lungo.explain;

import ai.djl.ndarray.NDArray;
import java.util.SplittableRandom;
import lungo.random.Seed;

/**
 * The derivative of the class's score with respect to the input; with samples its mean over inputs
 * with noise. Simonyan et al. 2013, https://arxiv.org/abs/1312.6034; Smilkov et al. 2017,
 * https://arxiv.org/abs/1706.03825
 *
 * @param samples 0 for the plain derivative
 * @param spread of the noise, as a share of the input's largest value less its smallest
 */
record Saliency(int samples, double spread) implements Algorithm {

  Saliency {
    if (samples < 0) {
      throw new IllegalArgumentException("SmoothGrad needs 1 sample or more, got " + samples);
    }
    if (!(spread >= 0 && spread < 10)) {
      throw new IllegalArgumentException("the noise's spread must be in [0, 10), got " + spread);
    }
  }

  @Override
  public String name() {
    return samples == 0 ? "saliency" : "SmoothGrad, " + samples + " samples";
  }

  @Override
  public Found of(Probe probe, NDArray x, int target, NDArray baseline) {
    if (samples == 0) {
      return new Found(probe.gradient(x, target), Kind.SENSITIVITY, null);
    }
    float[] values = x.toFloatArray();
    float[][] noise = new float[samples][];
    SplittableRandom random = Seed.stream("smoothgrad");
    double deviation = spread * range(values);
    for (int i = 0; i < samples; i++) {
      noise[i] = new float[values.length];
      for (int j = 0; j < values.length; j++) {
        noise[i][j] = (float) (deviation * random.nextGaussian());
      }
    }
    return smooth(probe, x, target, noise);
  }

  /** The mean derivative at the input with each noise added. */
  static Found smooth(Probe probe, NDArray x, int target, float[][] noise) {
    double[] sum = new double[noise[0].length];
    for (float[] one : noise) {
      NDArray moved = x.add(probe.manager().create(one, x.getShape()));
      float[] gradient = probe.gradient(moved, target);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += gradient[j];
      }
    }
    float[] mean = new float[sum.length];
    for (int j = 0; j < sum.length; j++) {
      mean[j] = (float) (sum[j] / noise.length);
    }
    return new Found(mean, Kind.SENSITIVITY, null);
  }

  /** The largest value less the smallest. */
  private static float range(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return most - least;
  }
}
