package lungo.text;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How a token is chosen from its logits: of the {@code topK} likeliest, the fewest whose
 * probabilities sum to {@code topP}, by chance.
 *
 * @param temperature divides the logits; 0 takes the likeliest
 * @param topK how many may be chosen, 0 for all
 * @param topP the probability that those who may be chosen have at least, 1 for all. Holtzman et
 *     al. 2019, https://arxiv.org/abs/1904.09751
 */
record Sampling(double temperature, int topK, double topP) {

  static final Sampling GREEDY = new Sampling(0, 0, 1);

  Sampling {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature must be 0 or more, got " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("topK must be 1 or more, or 0 for all, got " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP must be in (0, 1], got " + topP);
    }
  }

  int choose(float[] logits, SplittableRandom random) {
    if (temperature == 0 || topK == 1) {
      return likeliest(logits);
    }
    double[] p = probabilities(logits);
    double left = random.nextDouble() * Arrays.stream(p).sum();
    int last = -1;
    for (int i = 0; i < p.length; i++) {
      if (p[i] > 0) {
        last = i;
        left -= p[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Of those that may be chosen; 0 for the others. */
  double[] probabilities(float[] logits) {
    double most = logits[likeliest(logits)];
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp((logits[i] - most) / temperature);
    }
    if (topK > 0 && topK < p.length) {
      double least = Arrays.stream(p).sorted().skip(p.length - (long) topK).findFirst().orElse(0);
      keep(p, least, topK);
    }
    double sum = Arrays.stream(p).sum();
    if (topP < 1) {
      int[] order =
          IntStream.range(0, p.length)
              .boxed()
              .sorted((a, b) -> Double.compare(p[b], p[a]))
              .mapToInt(i -> i)
              .toArray();
      double reached = 0;
      for (int i : order) {
        double before = reached;
        reached += p[i] / sum;
        if (before >= topP) {
          p[i] = 0;
        }
      }
      sum = Arrays.stream(p).sum();
    }
    double whole = sum;
    return Arrays.stream(p).map(v -> v / whole).toArray();
  }

  /** Those of at least a value, at most so many; of equals the first. */
  private static void keep(double[] p, double least, int most) {
    long above = Arrays.stream(p).filter(v -> v > least).count();
    long equals = most - above;
    for (int i = 0; i < p.length; i++) {
      if (p[i] < least || (p[i] == least && equals-- <= 0)) {
        p[i] = 0;
      }
    }
  }
}
