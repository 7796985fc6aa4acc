package lungo.explain;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.plots.Style;
import lungo.random.Seed;
import lungo.training.Learner;
import org.knowm.xchart.XYChart;

/**
 * How well an explanation's ranking of the pixels tells what the model needs. Deletion takes the
 * most important pixels away first: the faster the class's probability falls, the better. Insertion
 * puts them onto the baseline first: the faster it grows, the better. A random order is what both
 * must beat. Petsiuk et al. 2018, https://arxiv.org/abs/1806.07421
 *
 * <pre>{@code
 * var explainer = explain(learner);
 * Faithfulness judged = explainer.judge(explainer.gradCam("conv2").of(picture));
 * boolean isGood = judged.deletionArea() < judged.randomDeletionArea();
 * Display.show(judged.chart());
 * }</pre>
 *
 * @param method the explanation's
 * @param target the class
 * @param fractions of the pixels, from 0 to 1
 * @param deletion the class's probability with that share of the pixels replaced by the baseline
 * @param insertion its probability with that share of the pixels put onto the baseline
 * @param randomDeletion the same in random orders, the mean
 * @param randomInsertion the same in random orders, the mean
 */
public record Faithfulness(
    String method,
    String target,
    List<Double> fractions,
    List<Double> deletion,
    List<Double> insertion,
    List<Double> randomDeletion,
    List<Double> randomInsertion) {

  private static final int POINTS = 25;
  private static final int RANDOM_ORDERS = 5;
  private static final int BATCH = 26;

  /**
   * Copies the lists.
   *
   * @param method the explanation's
   * @param target the class
   * @param fractions of the pixels
   * @param deletion a probability each
   * @param insertion a probability each
   * @param randomDeletion a probability each
   * @param randomInsertion a probability each
   * @throws IllegalArgumentException if the lists' lengths differ
   */
  public Faithfulness {
    fractions = List.copyOf(fractions);
    deletion = List.copyOf(deletion);
    insertion = List.copyOf(insertion);
    randomDeletion = List.copyOf(randomDeletion);
    randomInsertion = List.copyOf(randomInsertion);
    for (var curve : List.of(deletion, insertion, randomDeletion, randomInsertion)) {
      if (curve.size() != fractions.size()) {
        throw new IllegalArgumentException(
            "each curve needs " + fractions.size() + " points, got " + curve.size());
      }
    }
  }

  static Faithfulness of(Learner learner, Explanation explanation, Baseline baseline) {
    int target = ExplanationMethod.number(learner.classes(), explanation.target());
    return learner.lend(
        model -> {
          var probe = Probe.ofInput(model);
          Shape shape = explanation.shape();
          var nothing = ExplanationMethod.nothing(learner, baseline, model.manager(), shape);
          var curves =
              new Curves(probe, shape, explanation.input(), nothing.toFloatArray(), target);
          return curves.judge(explanation);
        });
  }

  /** Draws curves by asking the model. */
  private static final class Curves {

    private final Probe probe;
    private final Shape shape;
    private final float[] input;
    private final float[] nothing;
    private final int target;

    Curves(Probe probe, Shape shape, float[] input, float[] nothing, int target) {
      this.probe = probe;
      this.shape = shape;
      this.input = input;
      this.nothing = nothing;
      this.target = target;
    }

    Faithfulness judge(Explanation explanation) {
      float[] heat = explanation.heat();
      int points = Math.min(POINTS, heat.length);
      List<Double> fractions =
          IntStream.rangeClosed(0, points).mapToObj(i -> (double) i / points).toList();
      int[] order = ranked(heat);
      double[] deleted = new double[points + 1];
      double[] inserted = new double[points + 1];
      SplittableRandom random = Seed.stream("random ranking");
      for (int i = 0; i < RANDOM_ORDERS; i++) {
        int[] shuffled = Seed.permutation(heat.length, random);
        add(curve(shuffled, points, input, nothing), deleted);
        add(curve(shuffled, points, nothing, input), inserted);
      }
      return new Faithfulness(
          explanation.method(),
          explanation.target(),
          fractions,
          list(curve(order, points, input, nothing)),
          list(curve(order, points, nothing, input)),
          list(deleted),
          list(inserted));
    }

    /** The class's probability as pixels change from one picture to another, in an order. */
    private double[] curve(int[] order, int points, float[] from, float[] to) {
      double[] found = new double[points + 1];
      for (int first = 0; first <= points; first += BATCH) {
        int count = Math.min(BATCH, points + 1 - first);
        float[] batch = new float[count * from.length];
        for (int i = 0; i < count; i++) {
          System.arraycopy(from, 0, batch, i * from.length, from.length);
          long changed = Math.round((double) order.length * (first + i) / points);
          for (int k = 0; k < changed; k++) {
            for (int p = order[k]; p < from.length; p += order.length) {
              batch[i * from.length + p] = to[p];
            }
          }
        }
        long[] many = shape.getShape().clone();
        many[0] = count;
        var rows = probe.manager().create(batch, new Shape(many));
        double[] probabilities = probe.probabilities(rows);
        int classes = probabilities.length / count;
        for (int i = 0; i < count; i++) {
          found[first + i] = probabilities[i * classes + target];
        }
      }
      return found;
    }

    private static int[] ranked(float[] heat) {
      return IntStream.range(0, heat.length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer i) -> heat[i]).reversed())
          .mapToInt(i -> i)
          .toArray();
    }

    private static void add(double[] curve, double[] mean) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += curve[i] / RANDOM_ORDERS;
      }
    }

    private static List<Double> list(double[] values) {
      return Arrays.stream(values).boxed().toList();
    }
  }

  /**
   * The area under the deletion's curve.
   *
   * @return in [0, 1], smaller is better
   */
  public double deletionArea() {
    return area(deletion);
  }

  /**
   * The area under the insertion's curve.
   *
   * @return in [0, 1], larger is better
   */
  public double insertionArea() {
    return area(insertion);
  }

  /**
   * The area under the deletion's curve in random orders.
   *
   * @return in [0, 1]
   */
  public double randomDeletionArea() {
    return area(randomDeletion);
  }

  /**
   * The area under the insertion's curve in random orders.
   *
   * @return in [0, 1]
   */
  public double randomInsertionArea() {
    return area(randomInsertion);
  }

  /** By trapezoids. */
  private double area(List<Double> curve) {
    double area = 0;
    for (int i = 1; i < curve.size(); i++) {
      double width = fractions.get(i) - fractions.get(i - 1);
      area += width * (curve.get(i) + curve.get(i - 1)) / 2;
    }
    return area;
  }

  /**
   * The four curves.
   *
   * @return a chart, probability by share of the pixels
   */
  public XYChart chart() {
    var names = List.of("deletion", "insertion", "random deletion", "random insertion");
    var all = List.of(deletion, insertion, randomDeletion, randomInsertion);
    var curves = new LinkedHashMap<String, List<Double>>();
    for (int i = 0; i < names.size(); i++) {
      curves.put(String.format(Locale.ROOT, "%s %.3f", names.get(i), area(all.get(i))), all.get(i));
    }
    String title = method + ", " + target;
    XYChart chart =
        Style.unit(640, 340, title, "share of the pixels", "probability", curves.keySet());
    curves.forEach((name, curve) -> chart.addSeries(name, fractions, curve));
    return chart;
  }

  /** The areas. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s for %s: deletion %.3f (random %.3f), insertion %.3f (random %.3f)",
        method,
        target,
        deletionArea(),
        randomDeletionArea(),
        insertionArea(),
        randomInsertionArea());
  }
}
