package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.optim.Optimizer;
import lungo.random.Seed;
import lungo.torch.Autocast;
import lungo.torch.Backward;
import lungo.torch.Functional;
import lungo.torch.GradMode;
import lungo.torch.Losses;
import org.jspecify.annotations.Nullable;

/** Takes steps as the recipe says: batches in, weights changed, the loss into the log. */
final class TrainingStep implements AutoCloseable {

  /**
   * Which step.
   *
   * @param number counted over all runs, from 0; what is random in a step follows from it
   * @param ofRun counted in this run, from 1
   * @param epoch from 1
   */
  record Moment(long number, int ofRun, int epoch, double rate) {}

  private final Network network;
  private final Task task;
  private final Recipe recipe;
  private final Optimizer.Steps optimizer;
  private final @Nullable Averages averages;
  private final NDManager manager;
  private final List<NDArray> sums;
  private long targets;

  TrainingStep(
      Network network,
      Task task,
      Recipe recipe,
      Optimizer.Steps optimizer,
      @Nullable Averages averages) {
    this.network = network;
    this.task = task;
    this.recipe = recipe;
    this.optimizer = optimizer;
    this.averages = averages;
    this.manager = network.manager().newSubManager();
    this.sums =
        recipe.accumulate() == 1
            ? List.of()
            : optimizer.weights().stream()
                .map(w -> manager.zeros(w.getShape(), w.getDataType()))
                .toList();
  }

  /** What a part of a step needs. */
  private record Part(Batch batch, NDArray others, double share) {}

  /**
   * Takes a step with as many batches as the recipe says, or as are left.
   *
   * @throws TrainingException if labels or outputs do not fit, or the loss is not finite
   */
  @SuppressWarnings("try")
  void take(Loader.Epoch batches, Moment at, LossLog log) {
    Seed.restartEngine("step", at.number());
    try (var on = GradMode.on();
        var scope = new StepScope(network.manager())) {
      if (!sums.isEmpty()) {
        Backward.clear(sums);
      }
      List<Batch> seen = new ArrayList<>();
      List<NDArray> losses = new ArrayList<>();
      int examples = 0;
      boolean last;
      do {
        Part part = part(batches.next(scope.manager()), at, seen.size());
        seen.add(part.batch());
        examples += part.batch().size();
        targets += part.batch().targets().head().size();
        last = seen.size() == recipe.accumulate() || !batches.hasNext();
        losses.add(learn(part, at, last, examples, scope.manager()));
      } while (!last);
      if (averages != null) {
        averages.update(recipe.ema());
      }
      record(at, log, mean(losses, seen, examples), examples, seen);
    }
  }

  /** How many targets were learned from so far. */
  long targets() {
    return targets;
  }

  private Part part(Batch batch, Moment at, int index) {
    Mixing mixing = recipe.mixing();
    NDArray labels = batch.targets().head();
    if (mixing == null) {
      return new Part(batch, labels, 1);
    }
    var mixed = mixing.apply(batch, Seed.stream("mix", at.number(), index));
    return new Part(mixed.batch(), mixed.others(), mixed.part());
  }

  /** Adds a part's gradient, or takes the step if it is the last; the loss alone is kept. */
  @SuppressWarnings("try")
  private NDArray learn(Part part, Moment at, boolean last, int examples, NDManager keeper) {
    try (var scope = new StepScope(network.manager())) {
      NDArray loss = loss(part, at);
      int size = part.batch().size();
      if (last) {
        List<NDArray> gathered = examples == size ? List.of() : sums;
        optimizer.step(
            new Backward(loss, gathered, size, examples, recipe.clipping()),
            at.rate(),
            again(part, at));
      } else {
        Backward.addTo(loss, optimizer.weights(), sums, size);
      }
      NDArray kept = loss.stopGradient();
      NDScope.unregister(kept);
      kept.attach(keeper);
      return kept;
    }
  }

  private NDArray loss(Part part, Moment at) {
    Batch batch = part.batch();
    NDList outputs = forward(batch.inputs());
    if (at.epoch() == 1 || !network.device().isGpu()) {
      task.check(outputs, batch);
    }
    NDArray first = task.loss(outputs, batch.targets().head(), recipe);
    if (part.share() == 1) {
      return first;
    }
    NDArray second = task.loss(outputs, part.others(), recipe);
    return Losses.weighted(List.of(first, second), part.share(), 1 - part.share());
  }

  @SuppressWarnings("try")
  private NDList forward(NDList inputs) {
    if (!recipe.isBfloat16()) {
      return network.forward(inputs, true);
    }
    try (var lower = Autocast.bfloat16()) {
      return new NDList(network.forward(inputs, true).stream().map(Functional::float32).toList());
    }
  }

  @SuppressWarnings("try")
  private Optimizer.Objective again(Part part, Moment at) {
    return use -> {
      try (var on = GradMode.on();
          var scope = new StepScope(network.manager())) {
        use.accept(loss(part, at));
      }
    };
  }

  private static NDArray mean(List<NDArray> losses, List<Batch> batches, int examples) {
    if (losses.size() == 1) {
      return losses.get(0);
    }
    double[] shares =
        batches.stream().mapToDouble(batch -> (double) batch.size() / examples).toArray();
    return Losses.weighted(losses, shares);
  }

  private void record(Moment at, LossLog log, NDArray loss, int examples, List<Batch> seen) {
    try {
      log.add(loss, at.ofRun(), at.rate(), examples);
    } catch (LossLog.NotFinite e) {
      throw e.isOf(at.ofRun())
          ? new LossLog.NotFinite(at.ofRun(), e.getMessage() + ". " + Diagnosis.of(network, seen))
          : e;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
