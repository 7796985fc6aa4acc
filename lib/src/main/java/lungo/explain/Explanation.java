package lungo.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Optional;
import lungo.plots.HeatPlot;
import lungo.plots.Pictures;
import lungo.training.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * How much each value of an input speaks for a class, by one method. Shows itself in a notebook:
 * the picture as the model saw it, the attributions over it, and the prediction.
 *
 * <pre>{@code
 * Explanation explanation = explain(learner).integratedGradients().about("Bag").of(picture);
 * float[] values = explanation.values();          // above 0 where a pixel speaks for a bag
 * BufferedImage overlay = explanation.overlay();
 * }</pre>
 */
public final class Explanation {

  private final String method;
  private final Prediction prediction;
  private final String target;
  private final Shape shape;
  private final float[] input;
  private final Algorithm.Found found;
  private final @Nullable BufferedImage picture;

  Explanation(
      String method,
      Prediction prediction,
      String target,
      Shape shape,
      float[] input,
      Algorithm.Found found,
      @Nullable BufferedImage picture) {
    this.method = method;
    this.prediction = prediction;
    this.target = target;
    this.shape = shape;
    this.input = input;
    this.found = found;
    this.picture = picture;
  }

  /**
   * The method with its settings.
   *
   * @return such as {@code Grad-CAM at conv2}
   */
  public String method() {
    return method;
  }

  /**
   * What the model says of the example.
   *
   * @return the classes with their probabilities
   */
  public Prediction prediction() {
    return prediction;
  }

  /**
   * The class that is asked about.
   *
   * @return its name
   */
  public String target() {
    return target;
  }

  /**
   * The example's shape.
   *
   * @return (1, …)
   */
  public Shape shape() {
    return shape;
  }

  /**
   * The attributions: derivatives for saliency and SmoothGrad, shares of the score for integrated
   * gradients, one a pixel for the other methods.
   *
   * @return as many as the example has values, or (H · W)
   */
  public float[] values() {
    return found.values().clone();
  }

  /**
   * The attributions as an array.
   *
   * @param manager owns it
   * @return in the example's shape, or (1, 1, H, W)
   */
  public NDArray array(NDManager manager) {
    boolean whole = found.values().length == shape.size();
    return manager.create(
        found.values(), whole ? shape : new Shape(1, 1, shape.get(2), shape.get(3)));
  }

  /**
   * One number a pixel: the channels' sum, for derivatives the largest of their sizes.
   *
   * @return (H · W), or for an example that is no picture as many as it has values
   */
  public float[] heat() {
    float[] values = found.values();
    int places = shape.dimension() == 4 ? (int) (shape.get(2) * shape.get(3)) : values.length;
    float[] heat = new float[places];
    for (int i = 0; i < values.length; i++) {
      int p = i % places;
      heat[p] =
          found.kind() == Algorithm.Kind.SENSITIVITY
              ? Math.max(heat[p], Math.abs(values[i]))
              : heat[p] + values[i];
    }
    return heat;
  }

  /**
   * Whether numbers below 0 speak against the class.
   *
   * @return false where all of {@link #heat} is 0 or more
   */
  public boolean isSigned() {
    return found.kind() == Algorithm.Kind.SIGNED;
  }

  /**
   * Whether the attributions add up, which integrated gradients should.
   *
   * @return empty for other methods
   */
  public Optional<Completeness> completeness() {
    return Optional.ofNullable(found.completeness());
  }

  /**
   * What the model saw.
   *
   * @return empty if the example is no picture that the learner prepared
   */
  public Optional<BufferedImage> picture() {
    return Optional.ofNullable(picture);
  }

  /**
   * The picture in grey with the attributions in colour: blue speaks for the class, orange against
   * it.
   *
   * @return of the size of what the model saw
   * @throws IllegalStateException if the example is no picture
   */
  public BufferedImage overlay() {
    return Pictures.overlay(seen(), heat());
  }

  /**
   * Picture, overlay and prediction side by side.
   *
   * @return the figure
   * @throws IllegalStateException if the example is no picture
   */
  public HeatPlot figure() {
    return HeatPlot.of(seen(), heat(), caption(), prediction.probabilities());
  }

  /** What is shown below the overlay. */
  private String caption() {
    return method + "\nfor " + target + completeness().map(c -> "\n" + c).orElse("");
  }

  private BufferedImage seen() {
    return picture()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the example " + shape + " is no picture; values() has its attributions"));
  }

  float[] input() {
    return input;
  }

  /** Method, class and prediction. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s for %s (predicted: %s)%s",
        method,
        target,
        prediction,
        completeness().map(c -> "; " + c).orElse(""));
  }
}
