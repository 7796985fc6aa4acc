package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import lungo.data.Batch;
import lungo.data.Loader;

/** What a learner trains for: the loss, and how outputs are judged. */
sealed interface Task permits Classification, Pretraining, TokenPrediction, Transcription {

  /** The mean loss that is trained on, a scalar. */
  NDArray loss(NDList outputs, NDList targets, Recipe recipe);

  /** The target that does not count. */
  void ignore(long target);

  /** Refuses outputs and targets that do not fit. */
  void check(NDList outputs, Batch batch);

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
}
