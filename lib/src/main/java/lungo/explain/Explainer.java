package lungo.explain;

import lungo.training.Learner;
import tech.tablesaw.api.Table;

/**
 * Chooses how a learner is explained; {@link Explain#explain(Learner)} makes one.
 *
 * <pre>{@code
 * var explainer = explain(learner).baseline(Baseline.BLACK);
 * explainer.gradCam("conv2").about("Bag").of(picture);
 * explainer.occlusion(5, 2).of(picture);
 * }</pre>
 */
public final class Explainer {

  private static final int STEPS = 50;
  private static final int SAMPLES = 25;
  private static final double SPREAD = 0.15;

  private final Learner learner;
  private final Baseline baseline;

  Explainer(Learner learner, Baseline baseline) {
    this.learner = learner;
    this.baseline = baseline;
  }

  /**
   * Chooses what integrated gradients, occlusion and {@link #judge} compare with.
   *
   * @param other {@link Baseline#MEAN} where none was chosen
   * @return a new explainer
   * @throws IllegalArgumentException if black is asked for where there are no pictures
   */
  public Explainer baseline(Baseline other) {
    if (other == Baseline.BLACK && learner.preparation().isEmpty()) {
      throw new IllegalArgumentException(
          "this learner was not trained on pictures, which alone can be black");
    }
    return new Explainer(learner, other);
  }

  /**
   * How strongly each value of the input acts on the class's score: its derivative. Simonyan et al.
   * 2013, https://arxiv.org/abs/1312.6034
   *
   * @return the method
   */
  public ExplanationMethod saliency() {
    return method(new Saliency(0, 0));
  }

  /**
   * {@link #smoothGrad(int, double)} with 25 samples and a spread of 0.15.
   *
   * @return the method
   */
  public ExplanationMethod smoothGrad() {
    return smoothGrad(SAMPLES, SPREAD);
  }

  /**
   * The derivative in the mean over inputs with noise, which follows from the seed. Smilkov et al.
   * 2017, https://arxiv.org/abs/1706.03825
   *
   * @param samples how many, 1 or more
   * @param spread the noise's standard deviation as a share of the input's largest value less its
   *     smallest
   * @return the method
   * @throws IllegalArgumentException if a number is out of range
   */
  public ExplanationMethod smoothGrad(int samples, double spread) {
    if (samples < 1) {
      throw new IllegalArgumentException("SmoothGrad needs 1 sample or more, got " + samples);
    }
    return method(new Saliency(samples, spread));
  }

  /**
   * {@link #integratedGradients(int)} at 50 points.
   *
   * @return the method
   */
  public ExplanationMethod integratedGradients() {
    return integratedGradients(STEPS);
  }

  /**
   * The derivative's integral on the way from the baseline: shares of the score's difference to the
   * baseline's, which they add up to. Sundararajan et al. 2017, https://arxiv.org/abs/1703.01365
   *
   * @param steps at how many points the derivative is computed, in [1, 10000]
   * @return the method
   * @throws IllegalArgumentException if steps are out of range
   */
  public ExplanationMethod integratedGradients(int steps) {
    return method(new IntegratedGradients(steps));
  }

  /**
   * Where a convolutional layer sees what speaks for the class. Selvaraju et al. 2016,
   * https://arxiv.org/abs/1610.02391
   *
   * @param layer its path, such as {@code conv2} or {@code layer4.1.conv2}; a wrong one is refused
   *     with the choices
   * @return the method
   */
  public ExplanationMethod gradCam(String layer) {
    return method(new GradCam(layer));
  }

  /**
   * How much the class's score falls where a window of the picture is covered with the baseline.
   * Zeiler and Fergus 2013, https://arxiv.org/abs/1311.2901
   *
   * @param size of the window in pixels, both ways
   * @param stride from a window to the next, in [1, size]
   * @return the method
   * @throws IllegalArgumentException if a number is out of range
   */
  public ExplanationMethod occlusion(int size, int stride) {
    return method(new Occlusion(size, stride));
  }

  /**
   * Which patches arrive at a vision transformer's class token through all layers of attention,
   * whatever the class. Abnar and Zuidema 2020, https://arxiv.org/abs/2005.00928
   *
   * @return the method
   */
  public ExplanationMethod rollout() {
    return method(new Rollout());
  }

  /**
   * Which columns of a table the learner needs: how much its accuracy (for a regression, its R²)
   * falls where one is shuffled. Breiman 2001, https://doi.org/10.1023/A:1010933404324
   *
   * @param rows with their targets, as they stand in a table; none that it was trained on
   * @param repeats how many shuffles a column, 1 or more; they follow from the seed
   * @return the importances, which show themselves as bars
   * @throws IllegalArgumentException if the learner was not trained on a table, or there are no
   *     rows
   * @throws lungo.data.DataException if a column is not there or of another type
   */
  public PermutationImportance permutationImportance(Table rows, int repeats) {
    return PermutationImportance.of(learner, rows, repeats);
  }

  /**
   * Judges an explanation of this learner: how fast the class's probability falls when the most
   * important pixels are deleted first, and how fast it grows when they are inserted first, against
   * five random orders, which follow from the seed. Petsiuk et al. 2018,
   * https://arxiv.org/abs/1806.07421
   *
   * @param explanation what one of the methods gave
   * @return the curves and the areas under them
   */
  public Faithfulness judge(Explanation explanation) {
    return Faithfulness.of(learner, explanation, baseline);
  }

  private ExplanationMethod method(Algorithm algorithm) {
    return new ExplanationMethod(learner, algorithm, baseline, null);
  }
}
