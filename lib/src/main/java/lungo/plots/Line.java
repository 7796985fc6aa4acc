package lungo.plots;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Points of a line that can be drawn: NaN and infinities dropped, which XChart can loop on for
 * ever, and thinned so that a long run draws as fast as a short one.
 *
 * @param x ascending
 * @param y as many, finite
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record Line(double[] x, double[] y) {

  /** More points than pixels across show nothing more. */
  static final int MOST = 2000;

  /** The finite points, thinned: of each bucket of neighbours the lowest and the highest stay. */
  static Line of(double[] x, double[] y) {
    return finite(x, y).thinned();
  }

  private static Line finite(double[] x, double[] y) {
    double[] keptX = new double[x.length];
    double[] keptY = new double[x.length];
    int kept = 0;
    for (int i = 0; i < x.length; i++) {
      // XChart's axes overflow near the largest double.
      if (Double.isFinite(x[i]) && Math.abs(y[i]) < 1e150) {
        keptX[kept] = x[i];
        keptY[kept++] = y[i];
      }
    }
    return new Line(Arrays.copyOf(keptX, kept), Arrays.copyOf(keptY, kept));
  }

  private Line thinned() {
    int n = x.length;
    if (n <= MOST) {
      return this;
    }
    int buckets = MOST / 2;
    double[] fewX = new double[MOST];
    double[] fewY = new double[MOST];
    for (int b = 0; b < buckets; b++) {
      int from = (int) ((long) b * n / buckets);
      int to = (int) ((long) (b + 1) * n / buckets);
      int low = from;
      int high = from;
      for (int i = from; i < to; i++) {
        low = y[i] < y[low] ? i : low;
        high = y[i] >= y[high] ? i : high;
      }
      int first = Math.min(low, high);
      int second = Math.max(low, high);
      fewX[2 * b] = x[first];
      fewY[2 * b] = y[first];
      fewX[2 * b + 1] = x[second];
      fewY[2 * b + 1] = y[second];
    }
    return new Line(fewX, fewY);
  }

  /**
   * A running mean that forgets, without the pull towards 0 at its start (Kingma and Ba 2014,
   * section 3): s ← b·s + (1 − b)·y, divided by 1 − bᵗ. Values that are not finite are passed over.
   */
  static double[] smooth(double[] y, double steps) {
    double keep = 1 - 1 / Math.max(1, steps);
    double sum = 0;
    double weight = 0;
    double[] smooth = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      if (Double.isFinite(y[i])) {
        sum = keep * sum + (1 - keep) * y[i];
        weight = keep * weight + (1 - keep);
      }
      smooth[i] = weight == 0 || !Double.isFinite(y[i]) ? Double.NaN : sum / weight;
    }
    return smooth;
  }

  boolean isEmpty() {
    return x.length == 0;
  }

  /** The points above 0, which a logarithmic axis has room for. */
  Line positive() {
    int[] kept = IntStream.range(0, y.length).filter(i -> y[i] > 0).toArray();
    return new Line(
        Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
  }

  /** Where the lowest or the highest point is, the first of equals. */
  int best(boolean isLowGood) {
    int best = 0;
    for (int i = 1; i < y.length; i++) {
      best = (isLowGood ? y[i] < y[best] : y[i] > y[best]) ? i : best;
    }
    return best;
  }

  /** Whether it ends higher than it begins. */
  boolean rises() {
    return y[y.length - 1] > y[0];
  }

  /** The value below which a part of the line's values lies. */
  double quantile(double part) {
    double[] sorted = y.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(part * (sorted.length - 1))];
  }
}
