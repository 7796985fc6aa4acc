package lungo.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The values that a setting may have. */
sealed interface Range {

  /** One of them, at random. */
  Object draw(SplittableRandom random);

  /**
   * Some of them, evenly.
   *
   * @param points how many of a range of numbers
   */
  List<Object> grid(int points);

  /** One of a list, each as likely as the others. */
  record Choice(List<Object> values) implements Range {
    @Override
    public Object draw(SplittableRandom random) {
      return values.get(random.nextInt(values.size()));
    }

    @Override
    public List<Object> grid(int points) {
      return values;
    }
  }

  /** Whole numbers, both ends among them. */
  record Ints(int low, int high) implements Range {
    @Override
    public Object draw(SplittableRandom random) {
      return random.nextInt(low, high + 1);
    }

    @Override
    public List<Object> grid(int points) {
      int count = Math.min(points, high - low + 1);
      var values = new ArrayList<Object>();
      for (int i = 0; i < count; i++) {
        values.add((int) Math.round(low + (double) i * (high - low) / Math.max(1, count - 1)));
      }
      return values;
    }
  }

  /** Numbers, evenly or by their logarithm. */
  record Numbers(double low, double high, boolean logarithmic) implements Range {
    @Override
    public Object draw(SplittableRandom random) {
      return at(random.nextDouble());
    }

    @Override
    public List<Object> grid(int points) {
      return IntStream.range(0, points)
          .<Object>mapToObj(i -> points == 1 ? at(0.5) : at((double) i / (points - 1)))
          .toList();
    }

    /** Both ends exactly; between them, four digits are enough to tell and to read. */
    private double at(double part) {
      if (part == 0 || part == 1) {
        return part == 0 ? low : high;
      }
      double value = logarithmic ? low * Math.pow(high / low, part) : low + part * (high - low);
      double rounded = new BigDecimal(value).round(new MathContext(4)).doubleValue();
      return Math.max(low, Math.min(high, rounded));
    }
  }
}
