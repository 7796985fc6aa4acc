package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import lungo.data.Batch;
import lungo.data.Loader;

/** What a learner trains for: the loss, and how outputs are judged. */
sealed interface Task
    permits Classification, Pretraining, Regression, TokenPrediction, Transcription {

  /** The mean loss that is trained on, a scalar. */
  default NDArray loss(NDList outputs, NDList targets, Recipe recipe) {
    return loss(outputs, targets, recipe, List.of());
  }

  /**
   * The loss that is trained on, a scalar.
   *
   * @param whole none for the mean loss; where these are a part of a batch, what its mean divides
   *     by, for the part's share of that
   */
  NDArray loss(NDList outputs, NDList targets, Recipe recipe, List<NDArray> whole);

  /**
   * What the mean loss divides by: how many targets count, or their weights.
   *
   * @return scalars float32, as many as the loss is a sum of means
   */
  List<NDArray> counted(NDList targets, Recipe recipe);

  /** The target that does not count. */
  void ignore(long target);

  /** Refuses outputs and targets that do not fit. */
  void check(NDList outputs, Batch batch);

  /** Refuses targets none of which counts. */
  default void checkAnyCounts(NDList targets) {}

  /**
   * Judges the network on one epoch of a loader.
   *
   * @return what the history keeps of it, {@code valid_loss} first
   * @throws java.util.concurrent.CancellationException if the thread is interrupted, which it stays
   */
  Map<String, Double> validate(Network network, Loader loader);

  /** What a batch has so many of, for the speed that is shown; empty for examples. */
  default String unit() {
    return "";
  }

  /** Refuses what a recipe can do for classifiers only. */
  static void refuseSettingsOfClassifiers(Recipe recipe) {
    if (!recipe.classWeights().isEmpty()
        || recipe.mixing() != null
        || recipe.labelSmoothing() != 0) {
      throw new TrainingException(
          "class weights, label smoothing, mixup and cutmix are for classifiers");
    }
  }

  /** A mean over some targets, or their share of the mean over the whole batch's. */
  static NDArray share(NDArray mean, long targets, List<NDArray> whole) {
    return whole.isEmpty() ? mean : mean.mul(targets).div(whole.get(0));
  }
}
