package lungo.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import lungo.data.Batch;
import lungo.torch.Functional;
import lungo.torch.Losses;
import lungo.torch.TorchException;

/** The loss that a step goes down, as a network, a task and a recipe have it. */
record StepLoss(Network network, Task task, Recipe recipe) {

  /**
   * Computes it, with operations recorded if the thread records.
   *
   * @param epoch from 1; on a GPU outputs and targets are looked at in the first one only, because
   *     that waits
   * @return a scalar: the mean, or a part's share of it
   */
  NDArray of(MicroBatch micro, int epoch) {
    Batch batch = micro.batch();
    NDList outputs = outputs(batch.inputs());
    if (epoch == 1 || !network.device().isGpu()) {
      task.check(outputs, batch);
      if (micro.whole().isEmpty()) {
        task.checkAnyCounts(batch.targets());
      }
    }
    try (outputs) {
      NDArray first = of(outputs, batch.targets(), micro, 0);
      if (!micro.isMixed()) {
        return first;
      }
      NDArray second = of(outputs, micro.others(), micro, 1);
      return Losses.weighted(List.of(first, second), micro.share(), 1 - micro.share());
    }
  }

  private NDArray of(NDList outputs, NDList targets, MicroBatch micro, int which) {
    List<NDArray> whole = micro.whole().isEmpty() ? List.of() : micro.whole().get(which);
    Loss own = recipe.loss();
    if (own == null) {
      return task.loss(outputs, targets, recipe, whole);
    }
    if (recipe.labelSmoothing() != 0 || !recipe.classWeights().isEmpty()) {
      throw new TrainingException(
          "label smoothing and class weights belong to the task's loss; a loss of one's own takes"
              + " its place and must bring its own");
    }
    NDArray mean = own.of(outputs, targets);
    if (mean.size() != 1) {
      throw new TrainingException(
          "a loss must be a scalar, got one of " + mean.getShape() + "; mean() makes a scalar");
    }
    // DJL's 0.5 makes float64 of a scalar.
    return Task.share(Functional.float32(mean), micro.size(), whole);
  }

  private NDList outputs(NDList inputs) {
    try {
      return forward(inputs);
    } catch (EngineException | TorchException e) {
      RuntimeException known = EngineFailure.explained(e, network.device());
      throw known == e ? FailedLayer.explained(network, inputs, e) : known;
    }
  }

  @SuppressWarnings("try")
  private NDList forward(NDList inputs) {
    if (recipe.precision() == Precision.FLOAT32) {
      return network.forward(inputs, true);
    }
    try (var lower = recipe.precision().begin()) {
      return new NDList(network.forward(inputs, true).stream().map(Functional::float32).toList());
    }
  }
}
