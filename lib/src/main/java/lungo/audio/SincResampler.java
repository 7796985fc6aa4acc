package lungo.audio;

import java.math.BigInteger;

/**
 * Another number of values a second, by a sinc under a Hann window that reaches over six of its
 * zeros, with its edge at 0.99 of half of the lower rate: the numbers of {@code
 * torchaudio.functional.resample}.
 */
final class SincResampler {

  private static final int ZEROS = 6;
  private static final double ROLLOFF = 0.99;

  /** Of the rates without what divides both: so many values become so many. */
  private final int from;

  private final int to;

  /** How far a kernel reaches before and after. */
  private final int width;

  /** A kernel for each of the places between two values. */
  private final double[][] kernels;

  SincResampler(int rate, int other) {
    int common = BigInteger.valueOf(rate).gcd(BigInteger.valueOf(other)).intValueExact();
    from = rate / common;
    to = other / common;
    double edge = Math.min(from, to) * ROLLOFF;
    width = (int) Math.ceil(ZEROS * from / edge);
    kernels = new double[to][2 * width + from];
    for (int phase = 0; phase < to; phase++) {
      for (int i = 0; i < kernels[phase].length; i++) {
        double t = ((double) -phase / to + (double) (i - width) / from) * edge;
        t = Math.max(-ZEROS, Math.min(ZEROS, t));
        double window = Math.cos(t * Math.PI / ZEROS / 2);
        double sinc = t == 0 ? 1 : Math.sin(t * Math.PI) / (t * Math.PI);
        kernels[phase][i] = sinc * window * window * edge / from;
      }
    }
  }

  /** The values at the other rate: as many as the time holds, rounded up. */
  float[] apply(float[] values) {
    float[] out = new float[Math.toIntExact(((long) to * values.length + from - 1) / from)];
    for (int i = 0; i < out.length; i++) {
      double[] kernel = kernels[i % to];
      int start = i / to * from - width;
      double sum = 0;
      int last = Math.min(kernel.length, values.length - start);
      for (int k = Math.max(0, -start); k < last; k++) {
        sum += kernel[k] * values[start + k];
      }
      out[i] = (float) sum;
    }
    return out;
  }
}
