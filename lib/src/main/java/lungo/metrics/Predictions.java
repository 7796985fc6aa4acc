package lungo.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a classifier said about examples whose classes are known; in the examples' order.
 *
 * <p>Of each example it keeps the label, the predicted class, the probability that the model gave
 * to the prediction, and the label's rank: how many classes were thought more likely, 0 for a right
 * answer; where they were told, also the probabilities of all classes.
 *
 * <pre>{@code
 * var predictions = new Predictions(List.of("cat", "dog"));
 * predictions.add(0, new float[] {0.9f, 0.1f}).add(1, new float[] {0.6f, 0.4f});
 * double half = accuracy().of(predictions);
 * }</pre>
 */
public final class Predictions {

  private final List<String> classes;
  private int[] labels = new int[64];
  private int[] predicted = new int[64];
  private double[] confidences = new double[64];
  private int[] ranks = new int[64];
  private final List<float[]> probabilities = new ArrayList<>();
  private int size;

  /**
   * Nothing yet.
   *
   * @param classes the classes' names, at least two
   */
  public Predictions(List<String> classes) {
    this.classes = List.copyOf(classes);
    if (classes.size() < 2) {
      throw new IllegalArgumentException("expected two classes or more, got " + classes);
    }
  }

  /**
   * Adds an example.
   *
   * @param label its class, in [0, classes)
   * @param prediction what was predicted, in [0, classes)
   * @param confidence the prediction's probability
   * @param rank how many classes were thought more likely than the label
   * @return this
   * @throws IllegalArgumentException if the label or the prediction is no class
   */
  public Predictions add(int label, int prediction, double confidence, int rank) {
    check("label", label);
    check("prediction", prediction);
    if (size == labels.length) {
      grow();
    }
    labels[size] = label;
    predicted[size] = prediction;
    confidences[size] = confidence;
    ranks[size] = rank;
    size++;
    return this;
  }

  /**
   * Adds an example with the probabilities of all classes.
   *
   * @param label its class, in [0, classes)
   * @param given a probability a class
   * @return this
   * @throws IllegalArgumentException if the label is no class, or there is not one probability a
   *     class
   */
  public Predictions add(int label, float[] given) {
    check("label", label);
    if (given.length != classes.size()) {
      throw new IllegalArgumentException(
          "expected " + classes.size() + " probabilities, got " + given.length);
    }
    int best = 0;
    int rank = 0;
    for (int c = 0; c < given.length; c++) {
      best = given[c] > given[best] ? c : best;
      rank += given[c] > given[label] ? 1 : 0;
    }
    return add(label, best, given[best], rank, given);
  }

  /**
   * Adds an example with what is known of it.
   *
   * @param label its class, in [0, classes)
   * @param prediction what was predicted, in [0, classes)
   * @param confidence the prediction's probability
   * @param rank how many classes were thought more likely than the label
   * @param given a probability a class
   * @return this
   * @throws IllegalArgumentException if the label or the prediction is no class, or earlier
   *     examples had no probabilities
   */
  public Predictions add(int label, int prediction, double confidence, int rank, float[] given) {
    if (probabilities.size() != size) {
      throw new IllegalArgumentException("earlier examples have no probabilities");
    }
    add(label, prediction, confidence, rank);
    probabilities.add(given.clone());
    return this;
  }

  /**
   * The probability of a class; of two classes it follows from the prediction's.
   *
   * @param example in [0, size)
   * @param c in [0, classes)
   * @return in [0, 1]
   * @throws IllegalStateException if only the predictions' own probabilities are known
   */
  public double probability(int example, int c) {
    check("class", c);
    if (probabilities.size() == size) {
      return probabilities.get(checkExample(example))[c];
    }
    if (classes.size() == 2) {
      return predicted(example) == c ? confidence(example) : 1 - confidence(example);
    }
    throw new IllegalStateException(
        "of "
            + classes.size()
            + " classes only the predicted one's probability is known; add(label, probabilities)"
            + " tells all");
  }

  /** Whether the probability of every class is known of every example. */
  boolean hasAllProbabilities() {
    return probabilities.size() == size || classes.size() == 2;
  }

  /**
   * Adds the examples of another part behind these, such as another device's or thread's.
   *
   * @param other predictions of the same classes; they stay as they are
   * @return this
   * @throws IllegalArgumentException if the classes differ, or only one part has the probabilities
   *     of all classes
   */
  public Predictions merge(Predictions other) {
    checkClasses(classes, other.classes);
    boolean all = other.probabilities.size() == other.size;
    if (size > 0 && other.size > 0 && all != (probabilities.size() == size)) {
      throw new IllegalArgumentException("only one part has the probabilities of all classes");
    }
    int count = other.size;
    for (int i = 0; i < count; i++) {
      add(other.labels[i], other.predicted[i], other.confidences[i], other.ranks[i]);
      if (all) {
        probabilities.add(other.probabilities.get(i));
      }
    }
    return this;
  }

  static void checkClasses(List<String> classes, List<String> others) {
    if (!classes.equals(others)) {
      throw new IllegalArgumentException(
          "parts of the same classes can be merged, got " + classes + " and " + others);
    }
  }

  /** The same examples in another choice, some perhaps more than once. */
  Predictions chosen(int[] examples) {
    var some = new Predictions(classes);
    boolean all = probabilities.size() == size;
    for (int i : examples) {
      some.add(labels[i], predicted[i], confidences[i], ranks[i]);
      if (all) {
        some.probabilities.add(probabilities.get(i));
      }
    }
    return some;
  }

  /**
   * Labels and predictions alone, where nothing is known of probabilities.
   *
   * @param classes the classes' names
   * @param labels the examples' classes
   * @param predicted what was predicted for each
   * @return predictions of confidence 1 and, where they are wrong, rank 1
   * @throws IllegalArgumentException if the lengths differ or a number is no class
   */
  public static Predictions of(List<String> classes, int[] labels, int[] predicted) {
    if (labels.length != predicted.length) {
      throw new IllegalArgumentException(
          "got " + labels.length + " labels, but " + predicted.length + " predictions");
    }
    var all = new Predictions(classes);
    for (int i = 0; i < labels.length; i++) {
      all.add(labels[i], predicted[i], 1, labels[i] == predicted[i] ? 0 : 1);
    }
    return all;
  }

  /**
   * The classes' names.
   *
   * @return by index
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * How many examples there are.
   *
   * @return the number
   */
  public int size() {
    return size;
  }

  /**
   * An example's class.
   *
   * @param example in [0, size)
   * @return an index of {@link #classes}
   */
  public int label(int example) {
    return labels[checkExample(example)];
  }

  /**
   * What was predicted for an example.
   *
   * @param example in [0, size)
   * @return an index of {@link #classes}
   */
  public int predicted(int example) {
    return predicted[checkExample(example)];
  }

  /**
   * The probability that the model gave to its prediction.
   *
   * @param example in [0, size)
   * @return in [0, 1]
   */
  public double confidence(int example) {
    return confidences[checkExample(example)];
  }

  /**
   * How many classes the model thought more likely than the right one.
   *
   * @param example in [0, size)
   * @return 0 for a right answer
   */
  public int rank(int example) {
    return ranks[checkExample(example)];
  }

  /**
   * The wrong predictions, those first that the model was surest of.
   *
   * @param most how many at most, 0 or more
   * @return the mistakes
   */
  public List<Mistake> mistakes(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("expected 0 mistakes or more, got " + most);
    }
    var wrong = new ArrayList<Mistake>();
    for (int i = 0; i < size; i++) {
      if (labels[i] != predicted[i]) {
        wrong.add(
            new Mistake(i, classes.get(labels[i]), classes.get(predicted[i]), confidences[i]));
      }
    }
    wrong.sort((a, b) -> Double.compare(b.confidence(), a.confidence()));
    return List.copyOf(wrong.subList(0, Math.min(most, wrong.size())));
  }

  /**
   * A wrong prediction.
   *
   * @param index the example's place in its data
   * @param label what it is
   * @param predicted what the model took it for
   * @param confidence the probability that the model gave to its prediction
   */
  public record Mistake(int index, String label, String predicted, double confidence) {}

  private void grow() {
    labels = Arrays.copyOf(labels, 2 * size);
    predicted = Arrays.copyOf(predicted, 2 * size);
    confidences = Arrays.copyOf(confidences, 2 * size);
    ranks = Arrays.copyOf(ranks, 2 * size);
  }

  private void check(String what, int index) {
    if (index < 0 || index >= classes.size()) {
      throw new IllegalArgumentException(
          String.format(
              "a %s must be in [0, %d), got %d at example %d; the classes are %s",
              what, classes.size(), index, size, classes));
    }
  }

  private int checkExample(int example) {
    if (example < 0 || example >= size) {
      throw new IndexOutOfBoundsException(
          "an example must be in [0, " + size + "), got " + example);
    }
    return example;
  }
}
