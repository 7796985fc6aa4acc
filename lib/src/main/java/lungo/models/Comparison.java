package lungo.models;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Networks side by side: what makes a model large.
 *
 * <pre>{@code
 * var batch = new Shape(32, 3, 224, 224);
 * var vgg = Summary.of(Models.of("vgg16", 1000), batch);
 * var comparison = Summary.compare(vgg, Summary.of(ResNet.resnet50(1000), batch));
 * comparison.findings().forEach(System.out::println);
 * }</pre>
 *
 * @param summaries of the networks, two or more
 */
public record Comparison(List<Summary> summaries) {

  /**
   * Copies the list.
   *
   * @param summaries of the networks, two or more
   */
  public Comparison {
    summaries = List.copyOf(summaries);
    if (summaries.size() < 2) {
      throw new IllegalArgumentException(
          "two networks or more can be compared, got " + summaries.size());
    }
  }

  /**
   * Which network has the most weights, computes the most and keeps the most, and in which layer.
   *
   * @return a sentence each
   */
  public List<String> findings() {
    return List.of(
        finding("has the most weights", Summary::trainable, Summary.Layer::trainable),
        finding("computes the most", Summary::multiplyAdds, Summary.Layer::multiplyAdds),
        finding("keeps the most for the backward pass", Summary::kept, Summary.Layer::kept));
  }

  private String finding(
      String what, ToLongFunction<Summary> of, ToLongFunction<Summary.Layer> ofLayer) {
    Summary most =
        summaries.stream().max(Comparator.comparingLong(of)).orElseThrow(AssertionError::new);
    Summary.Layer layer =
        most.leaves().stream()
            .max(Comparator.comparingLong(ofLayer))
            .orElseThrow(AssertionError::new);
    return String.format(
        Locale.ROOT,
        "%s %s; the largest share, %.0f %%, is in %s (%s).",
        most.model(),
        what,
        100.0 * ofLayer.applyAsLong(layer) / Math.max(1, of.applyAsLong(most)),
        layer.name(),
        layer.type());
  }
}
