package lungo.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.util.List;
import lungo.data.ImagePreparation;
import lungo.data.LabeledImage;
import lungo.training.Learner;
import lungo.training.Prediction;
import lungo.training.TrainingException;
import org.jspecify.annotations.Nullable;

/**
 * A way to explain a classifier, ready for examples; {@link Explainer} makes them.
 *
 * <pre>{@code
 * ExplanationMethod method = explain(learner).smoothGrad().about("Bag");
 * for (var image : images.examples(3)) {
 *   Display.show(method.of(image));
 * }
 * }</pre>
 */
public final class ExplanationMethod {

  private final Learner learner;
  private final Algorithm algorithm;
  private final Baseline baseline;
  private final @Nullable String target;

  ExplanationMethod(
      Learner learner, Algorithm algorithm, Baseline baseline, @Nullable String target) {
    this.learner = learner;
    this.algorithm = algorithm;
    this.baseline = baseline;
    this.target = target;
  }

  /**
   * Chooses the class that is asked about.
   *
   * @param name a class, the predicted one where none is chosen
   * @return a new method
   * @throws IllegalArgumentException if there is no such class
   */
  public ExplanationMethod about(String name) {
    number(learner.classes(), name);
    return new ExplanationMethod(learner, algorithm, baseline, name);
  }

  static int number(List<String> classes, String name) {
    int number = classes.indexOf(name);
    if (number < 0) {
      throw new IllegalArgumentException("no class '" + name + "'; there are: " + classes);
    }
    return number;
  }

  /**
   * Explains what is said of a picture, prepared as those were that the model learned from.
   *
   * @param picture of any size
   * @return the explanation, which shows itself
   * @throws TrainingException if the learner was not trained on pictures
   * @throws IllegalArgumentException if the method does not suit the model
   */
  public Explanation of(BufferedImage picture) {
    ImagePreparation preparation =
        learner
            .preparation()
            .orElseThrow(
                () ->
                    new TrainingException(
                        "this learner does not know how to prepare pictures; give an array (1, …)"));
    Prediction prediction = learner.predict(picture);
    return learner.lend(
        model -> {
          NDArray input = preparation.apply(model.manager(), picture); // (1, C, H, W)
          BufferedImage seen = preparation.picture(input.toFloatArray());
          return explanation(Probe.ofInput(model), input, prediction, seen);
        });
  }

  /**
   * Explains what is said of a picture; its label is not looked at.
   *
   * @param picture of any size
   * @return the explanation, which shows itself
   */
  public Explanation of(LabeledImage picture) {
    return of(picture.image());
  }

  /**
   * Explains what is said of an example.
   *
   * @param input (1, …) float32, prepared as the model expects it
   * @return the explanation, which shows itself
   * @throws IllegalArgumentException if the shape is another, or the method does not suit the model
   */
  public Explanation of(NDArray input) {
    Prediction prediction = learner.predict(input);
    return learner.lend(
        model -> {
          NDArray own = model.manager().create(input.toFloatArray(), input.getShape());
          return explanation(Probe.ofInput(model), own, prediction, null);
        });
  }

  private Explanation explanation(
      Probe probe, NDArray input, Prediction prediction, @Nullable BufferedImage seen) {
    boolean onPictures = algorithm instanceof Occlusion || algorithm instanceof GradCam;
    if (onPictures && input.getShape().dimension() != 4) {
      throw new IllegalArgumentException(
          algorithm.name() + " explains pictures (1, C, H, W), got " + input.getShape());
    }
    String name = target == null ? prediction.label() : target;
    int number = number(learner.classes(), name);
    NDArray nothing = nothing(learner, baseline, probe.manager(), input.getShape());
    Algorithm.Found found = algorithm.of(probe, input, number, nothing);
    return new Explanation(
        algorithm.name(), prediction, name, input.getShape(), input.toFloatArray(), found, seen);
  }

  /** The baseline as the model sees it. */
  static NDArray nothing(Learner learner, Baseline baseline, NDManager manager, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    if (baseline == Baseline.BLACK) {
      var normalization = learner.preparation().orElseThrow().normalization();
      int plane = values.length / normalization.channels();
      for (int i = 0; i < values.length; i++) {
        double mean = normalization.mean().get(i / plane);
        values[i] = (float) (-mean / normalization.std().get(i / plane));
      }
    }
    return manager.create(values, shape);
  }
}
