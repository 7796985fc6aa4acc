package lungo.training;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier says of one example.
 *
 * <pre>{@code
 * var prediction = learner.predict(picture);
 * prediction.label();                      // "cat"
 * prediction.confidence();                 // 0.97
 * probabilities(prediction.probabilities(), 5, picture);
 * }</pre>
 *
 * @param probabilities class to probability, the likeliest first; they sum to 1
 * @param picture what was classified, or null if it is no picture
 */
public record Prediction(Map<String, Double> probabilities, @Nullable BufferedImage picture) {

  private static final int SHOWN = 5;

  /**
   * Copies the map in its order.
   *
   * @param probabilities class to probability, the likeliest first; they sum to 1
   * @param picture what was classified, or null if it is no picture
   * @throws IllegalArgumentException if there is no class
   */
  public Prediction {
    if (probabilities.isEmpty()) {
      throw new IllegalArgumentException("a prediction needs one class or more, got none");
    }
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
  }

  Prediction(List<String> classes, double[] probabilities, @Nullable BufferedImage picture) {
    this(sorted(classes, probabilities), picture);
  }

  private static Map<String, Double> sorted(List<String> classes, double[] probabilities) {
    var all = new LinkedHashMap<String, Double>();
    for (int i = 0; i < probabilities.length; i++) {
      all.put(classes.get(i), probabilities[i]);
    }
    var sorted = new LinkedHashMap<String, Double>();
    all.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(e -> sorted.put(e.getKey(), e.getValue()));
    return sorted;
  }

  /**
   * The likeliest class.
   *
   * @return its name
   */
  public String label() {
    return probabilities.keySet().iterator().next();
  }

  /**
   * The likeliest class's probability.
   *
   * @return in [0, 1]
   */
  public double confidence() {
    return probabilities.values().iterator().next();
  }

  /** The likeliest classes with their probabilities. */
  @Override
  public String toString() {
    return probabilities.entrySet().stream()
        .limit(SHOWN)
        .map(e -> String.format(Locale.ROOT, "%s %.1f %%", e.getKey(), 100 * e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
