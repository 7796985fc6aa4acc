package lungo.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * How well scores tell the examples of a class from all others, at every threshold; with
 * scikit-learn's definitions. Fawcett 2006, https://doi.org/10.1016/j.patrec.2005.10.010
 *
 * <pre>{@code
 * var ranking = report.ranking("spam");
 * ranking.rocAuc();                      // 0.5 for chance, 1 for no mistake
 * roc(ranking);                          // the curve
 * }</pre>
 *
 * @param name the class
 * @param points from the highest threshold, at which nothing is found, to the lowest, at which all
 *     is; equal scores make one point
 */
public record Ranking(String name, List<Point> points) {

  /**
   * What is found at a threshold.
   *
   * @param threshold the lowest score that counts as the class; infinite for the first point
   * @param truePositives how many of the class have such a score
   * @param falsePositives how many others have
   */
  public record Point(double threshold, int truePositives, int falsePositives) {

    /**
     * The part of what is found that is right.
     *
     * @return in [0, 1]; 1 where nothing is found, as scikit-learn has it
     */
    public double precision() {
      int found = truePositives + falsePositives;
      return found == 0 ? 1 : (double) truePositives / found;
    }
  }

  /**
   * Copies the list.
   *
   * @param name the class
   * @param points from the highest threshold to the lowest
   */
  public Ranking {
    points = List.copyOf(points);
  }

  /**
   * Ranks examples by their scores.
   *
   * @param name the class
   * @param positive which examples are of the class
   * @param scores a number an example, larger for more likely ones
   * @return the ranking
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, or all examples or none
   *     are of the class, for which neither curve is defined
   */
  public static Ranking of(String name, boolean[] positive, double[] scores) {
    if (positive.length != scores.length) {
      throw new IllegalArgumentException(
          "got " + positive.length + " examples, but " + scores.length + " scores");
    }
    var points = new ArrayList<Point>();
    points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .mapToInt(i -> i)
            .toArray();
    int right = 0;
    for (int i = 0; i < order.length; i++) {
      double score = scores[order[i]];
      if (Double.isNaN(score)) {
        throw new IllegalArgumentException("the score of example " + order[i] + " is NaN");
      }
      right += positive[order[i]] ? 1 : 0;
      if (i == order.length - 1 || scores[order[i + 1]] != score) {
        points.add(new Point(score, right, i + 1 - right));
      }
    }
    if (right == 0 || right == order.length) {
      throw new IllegalArgumentException(
          String.format(
              "a ranking needs examples of '%s' and others, got %d and %d",
              name, right, order.length - right));
    }
    return new Ranking(name, points);
  }

  /**
   * Ranks predictions by the probability of a class.
   *
   * @param predictions with probabilities
   * @param name one of their classes
   * @return the ranking, the class against all others
   * @throws IllegalArgumentException if there is no such class, or all examples or none are of it
   * @throws IllegalStateException if the probabilities are not known
   */
  public static Ranking of(Predictions predictions, String name) {
    int c = predictions.classes().indexOf(name);
    if (c < 0) {
      throw new IllegalArgumentException(
          "no class '" + name + "'; there are " + predictions.classes());
    }
    boolean[] positive = new boolean[predictions.size()];
    double[] scores = new double[predictions.size()];
    for (int i = 0; i < scores.length; i++) {
      positive[i] = predictions.label(i) == c;
      scores[i] = predictions.probability(i, c);
    }
    return of(name, positive, scores);
  }

  private Point last() {
    return points.get(points.size() - 1);
  }

  /**
   * The part of the class that is found at a point: recall.
   *
   * @param point one of the points
   * @return in [0, 1]
   */
  public double truePositiveRate(Point point) {
    return (double) point.truePositives() / last().truePositives();
  }

  /**
   * The part of all others that is taken for the class at a point.
   *
   * @param point one of the points
   * @return in [0, 1]
   */
  public double falsePositiveRate(Point point) {
    return (double) point.falsePositives() / last().falsePositives();
  }

  /**
   * The area under the ROC curve: how often an example of the class has a higher score than
   * another.
   *
   * @return in [0, 1], 0.5 for chance
   */
  public double rocAuc() {
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      Point a = points.get(i - 1);
      Point b = points.get(i);
      area +=
          (falsePositiveRate(b) - falsePositiveRate(a))
              * (truePositiveRate(a) + truePositiveRate(b))
              / 2;
    }
    return area;
  }

  /**
   * The mean of the precisions at each threshold, weighted by what recall it adds.
   *
   * @return in [0, 1], the class's part of all examples for chance
   */
  public double averagePrecision() {
    double sum = 0;
    for (int i = 1; i < points.size(); i++) {
      double gained = truePositiveRate(points.get(i)) - truePositiveRate(points.get(i - 1));
      sum += gained * points.get(i).precision();
    }
    return sum;
  }

  /**
   * The class's part of all examples, which is the precision of chance.
   *
   * @return in (0, 1)
   */
  public double prevalence() {
    return last().precision();
  }

  /**
   * Both curves.
   *
   * @return {@code threshold, false_positive_rate, true_positive_rate, precision}, a row a point
   */
  public Table table() {
    return Table.create(
        name,
        column("threshold", points.stream().mapToDouble(Point::threshold).toArray()),
        column(
            "false_positive_rate", points.stream().mapToDouble(this::falsePositiveRate).toArray()),
        column("true_positive_rate", points.stream().mapToDouble(this::truePositiveRate).toArray()),
        column("precision", points.stream().mapToDouble(Point::precision).toArray()));
  }

  private static DoubleColumn column(String name, double[] values) {
    return DoubleColumn.create(name, values);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: area under the ROC curve %.4f, average precision %.4f (by chance %.4f)",
        name,
        rocAuc(),
        averagePrecision(),
        prevalence());
  }
}
