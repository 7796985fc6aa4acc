package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lungo.random.Seed;
import lungo.torch.ActivationCheckpoints;
import lungo.torch.Backward;
import lungo.torch.GradMode;
import lungo.torch.LossScale;
import lungo.torch.Losses;

/**
 * Gradients of batches that are divided over replicas: each computes the share of its part in the
 * mean over the whole batch, and the shares' gradients are summed up on the first device. So a step
 * is one with the whole batch, but for what depends on the examples of a batch together (batch
 * normalisation) and for the random numbers of dropout.
 */
final class DataParallel {

  private final Replicas replicas;
  private final Task task;
  private final Recipe recipe;
  private final LossScale scale;
  private final List<Worker> workers = new ArrayList<>();

  /** A replica at work, the sums of its gradients, and which weights they were added for. */
  private record Worker(StepLoss loss, List<NDArray> weights, List<NDArray> sums, BitSet reached) {}

  /**
   * Gives the replicas the first one's weights.
   *
   * @param weights those to train, of the first network, in the optimizer's order
   * @param sums an array a weight, on the first network's device
   * @param scale by what the losses are multiplied
   */
  DataParallel(
      Replicas replicas,
      Task task,
      Recipe recipe,
      List<NDArray> weights,
      List<NDArray> sums,
      LossScale scale,
      NDManager manager) {
    this.replicas = replicas;
    this.task = task;
    this.recipe = recipe;
    this.scale = scale;
    replicas.followFreezing();
    List<String> names = names(weights);
    for (Network network : replicas.networks()) {
      Map<String, NDArray> named = network.weights();
      List<NDArray> there = names.stream().map(n -> Objects.requireNonNull(named.get(n))).toList();
      boolean first = workers.isEmpty();
      NDManager owner = first ? manager : manager.newSubManager(network.device());
      List<NDArray> own = first ? sums : zeros(there, owner);
      var loss = new StepLoss(network, task, recipe);
      workers.add(new Worker(loss, there, own, new BitSet()));
    }
  }

  /** A zero for each element of each weight. */
  static List<NDArray> zeros(List<NDArray> weights, NDManager manager) {
    return weights.stream().map(w -> manager.zeros(w.getShape(), w.getDataType())).toList();
  }

  private List<String> names(List<NDArray> weights) {
    var names = new IdentityHashMap<NDArray, String>();
    replicas.networks().get(0).weights().forEach((name, weight) -> names.put(weight, name));
    return weights.stream().map(weight -> Objects.requireNonNull(names.get(weight))).toList();
  }

  /** Begins a step: weights as they are now, no gradients. */
  void begin() {
    replicas.refresh();
    for (Worker worker : workers) {
      Backward.clear(worker.sums());
      worker.reached().clear();
    }
  }

  /**
   * Adds a batch's gradient, times its share of the step.
   *
   * @param index which of the step's batches, from 0
   * @param keeper owns the result
   * @return the batch's mean loss, of which nothing is recorded
   */
  @SuppressWarnings("try")
  NDArray add(MicroBatch micro, TrainingStep.Moment at, int index, double share, NDManager keeper) {
    if (at.epoch() == 1 || !keeper.getDevice().isGpu()) {
      task.checkAnyCounts(micro.batch().targets());
    }
    try (var off = GradMode.off()) {
      MicroBatch counted = micro.counted(task, recipe);
      List<NDArray> losses =
          replicas.each(
              micro.size(),
              (network, replica, rows) -> {
                try (var on = GradMode.on();
                    var scope = new StepScope(network.manager())) {
                  var part = new Part(counted.rows(rows, scope.manager()), at, index, share);
                  NDArray loss = part.backward(workers.get(replica), replica, scope.manager());
                  Replicas.keep(loss, keeper);
                  return loss;
                }
              });
      return sum(losses, keeper);
    }
  }

  private static NDArray sum(List<NDArray> losses, NDManager keeper) {
    double[] ones = losses.stream().mapToDouble(loss -> 1).toArray();
    return Losses.weighted(
        losses.stream().map(loss -> loss.toDevice(keeper.getDevice(), false)).toList(), ones);
  }

  /** A replica's part of a batch. */
  private final class Part {

    private final MicroBatch micro;
    private final TrainingStep.Moment at;
    private final int index;
    private final double share;

    Part(MicroBatch micro, TrainingStep.Moment at, int index, double share) {
      this.micro = micro;
      this.at = at;
      this.index = index;
      this.share = share;
    }

    /** Adds its gradient; gives its loss. */
    NDArray backward(Worker worker, int replica, NDManager manager) {
      NDArray loss =
          takesTurns()
              ? replicas.inTurn(
                  () -> {
                    Seed.restartEngine("step", at.number(), index, replica);
                    return loss(worker, replica, manager);
                  })
              : loss(worker, replica, manager);
      NDArray value = loss.stopGradient();
      worker.reached().or(Backward.addTo(loss, worker.weights(), worker.sums(), share, scale));
      return value;
    }

    /** The loss; with checkpoints what is left to go back through, of the same value. */
    private NDArray loss(Worker worker, int replica, NDManager manager) {
      if (!recipe.isCheckpointing()) {
        return worker.loss().of(micro, at.epoch());
      }
      try (var checkpoints = ActivationCheckpoints.begin(manager, at.number(), index, replica)) {
        NDArray loss = worker.loss().of(micro, at.epoch());
        worker.reached().set(0, worker.sums().size());
        return TrainingStep.back(
            checkpoints,
            loss,
            worker.weights(),
            worker.sums(),
            share,
            scale,
            worker.loss().network());
      }
    }
  }

  /**
   * Where replicas draw from the same generator, or begin it anew for blocks that are computed
   * twice, the order of their draws must not depend on their speed.
   */
  private boolean takesTurns() {
    return replicas.shareGenerator() || recipe.isCheckpointing();
  }

  /**
   * The sums of all replicas' gradients, on the first device.
   *
   * @param reached is marked where a replica's loss depends on the weight
   */
  List<NDArray> gathered(BitSet reached) {
    List<NDArray> sums = workers.get(0).sums();
    workers.forEach(worker -> reached.or(worker.reached()));
    for (Worker worker : workers.subList(1, workers.size())) {
      Backward.gather(sums, worker.sums());
    }
    return sums;
  }
}
