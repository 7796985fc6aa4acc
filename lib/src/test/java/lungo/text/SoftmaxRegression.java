package lungo.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import lungo.data.Part;

/**
 * A linear classifier of texts: softmax(W x), x being of length 1 and W of what occurs in the texts
 * to learn from. Nesterov's gradient descent over all of them.
 */
final class SoftmaxRegression {

  private static final int STEPS = 400;

  /** What a text has: numbers of features, and how much of each. */
  private static final class Row {
    private final int[] at;
    private final double[] x;

    Row(int[] at, double[] x) {
      this.at = at;
      this.x = x;
    }
  }

  private final List<String> classes;
  private final Function<LabeledText, Map<String, Double>> features;
  private final Map<String, Integer> places = new HashMap<>();
  private double[][] weights = {};

  private SoftmaxRegression(
      List<String> classes, Function<LabeledText, Map<String, Double>> features) {
    this.classes = classes;
    this.features = features;
  }

  /**
   * How many texts of the test part are right, with the weight decay that is best on the validation
   * part.
   */
  static double accuracy(LabeledTexts texts, Function<LabeledText, Map<String, Double>> features) {
    double best = -1;
    double judged = 0;
    for (double decay : new double[] {1e-2, 1e-3, 1e-4, 1e-5}) {
      var model = new SoftmaxRegression(texts.classes(), features);
      model.learn(texts.part(Part.TRAIN), decay);
      double valid = model.right(texts.part(Part.VALID));
      if (valid > best) {
        best = valid;
        judged = model.right(texts.part(Part.TEST));
      }
    }
    return judged;
  }

  private double right(List<LabeledText> texts) {
    return texts.stream()
        .mapToInt(t -> classes.get(largest(scores(row(t)))).equals(t.label()) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private void learn(List<LabeledText> texts, double decay) {
    for (LabeledText text : texts) {
      features.apply(text).keySet().forEach(f -> places.putIfAbsent(f, places.size()));
    }
    List<Row> rows = texts.stream().map(this::row).toList();
    int[] labels = texts.stream().mapToInt(t -> classes.indexOf(t.label())).toArray();
    weights = new double[places.size()][classes.size()];
    double[][] last = new double[places.size()][classes.size()];
    for (int step = 0; step < STEPS; step++) {
      double[][] gradient = gradient(rows, labels);
      double momentum = step / (step + 3.0);
      for (int k = 0; k < weights.length; k++) {
        for (int c = 0; c < classes.size(); c++) {
          double next = weights[k][c] - gradient[k][c] - decay * weights[k][c];
          weights[k][c] = next + momentum * (next - last[k][c]);
          last[k][c] = next;
        }
      }
    }
  }

  private double[][] gradient(List<Row> rows, int[] labels) {
    double[][] sums = new double[weights.length][classes.size()];
    for (int i = 0; i < labels.length; i++) {
      Row row = rows.get(i);
      double[] error = softmax(scores(row));
      error[labels[i]] -= 1;
      for (int j = 0; j < row.at.length; j++) {
        for (int c = 0; c < error.length; c++) {
          sums[row.at[j]][c] += row.x[j] * error[c] / labels.length;
        }
      }
    }
    return sums;
  }

  private double[] scores(Row row) {
    double[] scores = new double[classes.size()];
    for (int j = 0; j < row.at.length; j++) {
      for (int c = 0; c < scores.length; c++) {
        scores[c] += weights[row.at[j]][c] * row.x[j];
      }
    }
    return scores;
  }

  private static double[] softmax(double[] scores) {
    double most = scores[largest(scores)];
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int c = 0; c < shares.length; c++) {
      shares[c] = Math.exp(scores[c] - most);
      sum += shares[c];
    }
    for (int c = 0; c < shares.length; c++) {
      shares[c] /= sum;
    }
    return shares;
  }

  private static int largest(double[] scores) {
    return IntStream.range(0, scores.length)
        .reduce((a, b) -> scores[b] > scores[a] ? b : a)
        .orElseThrow();
  }

  /** The features that were learned, of a text whose features have length 1. */
  private Row row(LabeledText text) {
    var own = features.apply(text);
    double length = Math.sqrt(own.values().stream().mapToDouble(v -> v * v).sum());
    var known = own.entrySet().stream().filter(e -> places.containsKey(e.getKey())).toList();
    return new Row(
        known.stream().mapToInt(e -> Objects.requireNonNull(places.get(e.getKey()))).toArray(),
        known.stream().mapToDouble(e -> e.getValue() / length).toArray());
  }
}
