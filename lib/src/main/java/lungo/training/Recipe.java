package lungo.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lungo.torch.Backward.Clipping;
import lungo.torch.LossScaling;
import org.jspecify.annotations.Nullable;

/**
 * How a step is taken, beside optimizer and schedule; immutable.
 *
 * <pre>{@code
 * learner.recipe(Recipe.standard().labelSmoothing(0.1).clipNorm(1).accumulate(4).ema(0.999));
 * }</pre>
 *
 * Smoothing, class weights and mixing are for training only: what is validated and evaluated is the
 * plain cross entropy.
 */
public final class Recipe {

  private static final Recipe STANDARD = new Recipe();

  // Set in a copy that nobody has seen yet.
  private double labelSmoothing;
  private List<Double> classWeights = List.of();
  private long ignored = -100;
  private Clipping clipping = Clipping.NONE;
  private int accumulate = 1;
  private double ema;
  private @Nullable Mixing mixing;
  private Precision precision = Precision.FLOAT32;
  private LossScaling lossScaling = LossScaling.standard();
  private boolean checkpointing;
  private @Nullable Loss loss;

  private Recipe() {}

  private Recipe but(Consumer<Recipe> change) {
    var copy = new Recipe();
    copy.labelSmoothing = labelSmoothing;
    copy.classWeights = classWeights;
    copy.ignored = ignored;
    copy.clipping = clipping;
    copy.accumulate = accumulate;
    copy.ema = ema;
    copy.mixing = mixing;
    copy.precision = precision;
    copy.lossScaling = lossScaling;
    copy.checkpointing = checkpointing;
    copy.loss = loss;
    change.accept(copy);
    return copy;
  }

  private static double part(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
    return value;
  }

  /**
   * Cross entropy of each batch, nothing else.
   *
   * @return the recipe
   */
  public static Recipe standard() {
    return STANDARD;
  }

  /**
   * With targets that are not quite certain. Szegedy et al. 2016, https://arxiv.org/abs/1512.00567
   *
   * @param part how much of the target is spread over all classes, in [0, 1)
   * @return a new recipe
   */
  public Recipe labelSmoothing(double part) {
    return but(r -> r.labelSmoothing = part("labelSmoothing", part));
  }

  /**
   * With classes that count differently in the mean, as in PyTorch.
   *
   * @param weights a number a class, 0 or more
   * @return a new recipe
   */
  public Recipe classWeights(double... weights) {
    List<Double> list = Arrays.stream(weights).boxed().toList();
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("class weights must be 0 or more, got " + list);
      }
    }
    return but(r -> r.classWeights = list);
  }

  /**
   * With a label whose examples do not count, neither in training nor in evaluation; -100 where
   * nothing else is said.
   *
   * @param label the label
   * @return a new recipe
   */
  public Recipe ignoring(long label) {
    return but(r -> r.ignored = label);
  }

  /**
   * With gradients whose norm over all weights is limited, after a limit by value, as {@code
   * clip_grad_norm_}. Pascanu et al. 2013, https://arxiv.org/abs/1211.5063
   *
   * @param most above 0
   * @return a new recipe
   */
  public Recipe clipNorm(double most) {
    return but(r -> r.clipping = new Clipping(clipping.value(), most));
  }

  /**
   * With gradients each element of which is limited, as {@code clip_grad_value_}.
   *
   * @param most above 0
   * @return a new recipe
   */
  public Recipe clipValue(double most) {
    return but(r -> r.clipping = new Clipping(most, clipping.norm()));
  }

  /**
   * With the gradients of several batches in a step, which equals a step with one large batch but
   * for batch normalisation. An epoch's last step takes what is left.
   *
   * @param batches how many, 1 or more
   * @return a new recipe
   */
  public Recipe accumulate(int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException("accumulate must be 1 batch or more, got " + batches);
    }
    return but(r -> r.accumulate = batches);
  }

  /**
   * With averages of the weights and of the running statistics: after each step {@code average =
   * decay * average + (1 - decay) * weight}, at first the weights. The learner validates,
   * evaluates, predicts and is saved with the averages; {@code model()} holds the weights
   * themselves.
   *
   * @param decay in (0, 1), such as 0.999; 0 for no averages
   * @return a new recipe
   */
  public Recipe ema(double decay) {
    return but(r -> r.ema = part("ema", decay));
  }

  /**
   * With examples that are blends of two, and targets alike. Zhang et al. 2018,
   * https://arxiv.org/abs/1710.09412
   *
   * @param alpha the blend's part is drawn from Beta(alpha, alpha); above 0, such as 0.2
   * @return a new recipe
   */
  public Recipe mixup(double alpha) {
    return but(r -> r.mixing = new Mixing(Mixing.Kind.MIXUP, alpha));
  }

  /**
   * With pictures (N, C, H, W) that have a rectangle of another one. Yun et al. 2019,
   * https://arxiv.org/abs/1905.04899
   *
   * @param alpha the remaining part is drawn from Beta(alpha, alpha); above 0, such as 1
   * @return a new recipe
   */
  public Recipe cutmix(double alpha) {
    return but(r -> r.mixing = new Mixing(Mixing.Kind.CUTMIX, alpha));
  }

  /**
   * With matrix products and convolutions in bfloat16: half the memory for what the backward pass
   * needs, and up to twice the speed on processors that have it (AMX, AVX512-BF16, GPUs since
   * Ampere), less on others. Weights, gradients, optimizer, normalisation statistics and losses
   * stay float32; recurrent layers stay as they are. Evaluation is in float32. The numbers are
   * those of PyTorch's autocast. Micikevicius et al. 2018, https://arxiv.org/abs/1710.03740
   *
   * @return a new recipe
   */
  public Recipe bfloat16() {
    return but(r -> r.precision = Precision.BFLOAT16);
  }

  /**
   * {@link #float16(LossScaling)} as PyTorch's {@code GradScaler} does it.
   *
   * @return a new recipe
   */
  public Recipe float16() {
    return float16(LossScaling.standard());
  }

  /**
   * With matrix products and convolutions in float16, in place of bfloat16, for GPUs before Ampere.
   * The loss is multiplied by a scale before its gradients are computed, and they are divided by it
   * before they are limited. A step whose gradients are then not finite is skipped: weights,
   * optimizer and averages stay, the next step is taken at the same place of the schedule, so that
   * a run in which steps were skipped ends before the schedule does; the step and its batch count,
   * and so do statistics of batch normalisation, as in PyTorch. The scale is halved then, is
   * doubled after 2,000 steps in a row that were taken, and is part of checkpoints. A loss that is
   * not finite ends the run only when the scale has fallen below 2⁻¹⁴, after 31 skipped steps in a
   * row at first. Not for LBFGS. Micikevicius et al. 2018, https://arxiv.org/abs/1710.03740
   *
   * @param scaling how the scale follows
   * @return a new recipe
   */
  public Recipe float16(LossScaling scaling) {
    return but(
        r -> {
          r.precision = Precision.FLOAT16;
          r.lossScaling = scaling;
        });
  }

  /**
   * With activations that are computed again for the backward pass instead of being kept, in each
   * of the blocks that a model repeats: layers of Transformers, blocks of ResNet, Inception,
   * MobileNet and ConvNeXt, and what is in {@link lungo.models.Checkpointed}. A step needs the
   * memory of one block and of each block's input, and a third more time; the numbers stay, but for
   * which values dropout leaves out. Not for LBFGS. Chen et al. 2016,
   * https://arxiv.org/abs/1604.06174
   *
   * @return a new recipe
   */
  public Recipe activationCheckpointing() {
    return but(r -> r.checkpointing = true);
  }

  /**
   * With a loss of one's own in place of the task's; label smoothing and class weights are the
   * task's, and refused beside it. Batches that are accumulated or divided over devices count by
   * their examples.
   *
   * @param own from outputs and targets to a scalar, the mean over the batch's examples
   * @return a new recipe
   */
  public Recipe loss(Loss own) {
    return but(r -> r.loss = own);
  }

  @Nullable Loss loss() {
    return loss;
  }

  Precision precision() {
    return precision;
  }

  LossScaling lossScaling() {
    return lossScaling;
  }

  boolean isCheckpointing() {
    return checkpointing;
  }

  double labelSmoothing() {
    return labelSmoothing;
  }

  List<Double> classWeights() {
    return classWeights;
  }

  long ignored() {
    return ignored;
  }

  Clipping clipping() {
    return clipping;
  }

  int accumulate() {
    return accumulate;
  }

  double ema() {
    return ema;
  }

  @Nullable Mixing mixing() {
    return mixing;
  }

  /** What is written down about it. */
  Map<String, String> describe() {
    var all = new LinkedHashMap<String, String>();
    all.put("label_smoothing", String.valueOf(labelSmoothing));
    all.put("class_weights", classWeights.toString());
    all.put("ignored", String.valueOf(ignored));
    all.put("clip_norm", String.valueOf(clipping.norm()));
    all.put("clip_value", String.valueOf(clipping.value()));
    all.put("accumulate", String.valueOf(accumulate));
    all.put("ema", String.valueOf(ema));
    all.put("mixing", mixing == null ? "none" : mixing.toString());
    if (precision != Precision.FLOAT32) { // which is not told, as in checkpoints of before
      all.put("precision", precision.toString());
    }
    if (precision == Precision.FLOAT16) {
      all.put("loss_scaling", lossScaling.toString());
    }
    if (loss != null) {
      all.put("loss", "of one's own");
    }
    if (checkpointing) {
      all.put("activation_checkpointing", "true");
    }
    return all;
  }

  @Override
  public String toString() {
    return describe().toString();
  }
}
