package lungo.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * The derivative's integral along the straight way from the baseline to the input, times that way:
 * {@code (x - b) ∫ ∂f/∂x (b + α (x - b)) dα}, by Gauss and Legendre's quadrature. Its sum is {@code
 * f(x) - f(b)}. Sundararajan et al. 2017, https://arxiv.org/abs/1703.01365
 *
 * @param steps at how many points the derivative is computed
 */
record IntegratedGradients(int steps) implements Algorithm {

  private static final int BATCH = 25;

  IntegratedGradients {
    if (steps < 1 || steps > 10_000) {
      throw new IllegalArgumentException("steps must be in [1, 10000], got " + steps);
    }
  }

  @Override
  public String name() {
    return "integrated gradients, " + steps + " steps";
  }

  @Override
  public Found of(Probe probe, NDArray x, int target, NDArray baseline) {
    NDArray way = x.sub(baseline);
    int size = Math.toIntExact(x.size());
    double[][] rule = legendre(steps);
    double[] integral = new double[size];
    for (int first = 0; first < steps; first += BATCH) {
      int count = Math.min(BATCH, steps - first);
      float[] alphas = new float[count];
      for (int i = 0; i < count; i++) {
        alphas[i] = (float) rule[0][first + i];
      }
      long[] dimensions = new long[x.getShape().dimension()];
      Arrays.fill(dimensions, 1);
      dimensions[0] = count;
      NDArray part = probe.manager().create(alphas, new Shape(dimensions));
      float[] gradients = probe.gradient(baseline.add(way.mul(part)), target); // (count, …)
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < size; j++) {
          integral[j] += rule[1][first + i] * gradients[i * size + j];
        }
      }
    }
    return found(probe, x, target, baseline, integral);
  }

  private static Found found(
      Probe probe, NDArray x, int target, NDArray baseline, double[] integral) {
    float[] way = x.sub(baseline).toFloatArray();
    float[] values = new float[way.length];
    double sum = 0;
    for (int j = 0; j < way.length; j++) {
      values[j] = (float) (way[j] * integral[j]);
      sum += values[j];
    }
    double difference = probe.scores(x, target)[0] - probe.scores(baseline, target)[0];
    return new Found(values, Kind.SIGNED, new Completeness(sum, difference));
  }

  /** Points and weights of the quadrature over [0, 1], by Newton's method on the polynomials. */
  static double[][] legendre(int n) {
    double[][] rule = new double[2][n];
    for (int i = 0; i < n; i++) {
      double z = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = 1;
      for (int round = 0; round < 100; round++) {
        double before = 1;
        double value = z;
        for (int k = 2; k <= n; k++) {
          double next = ((2 * k - 1) * z * value - (k - 1) * before) / k;
          before = value;
          value = next;
        }
        slope = n * (z * value - before) / (z * z - 1);
        double step = value / slope;
        z -= step;
        if (Math.abs(step) < 1e-15) {
          break;
        }
      }
      rule[0][n - 1 - i] = (1 + z) / 2;
      rule[1][n - 1 - i] = 1 / ((1 - z * z) * slope * slope);
    }
    return rule;
  }
}
