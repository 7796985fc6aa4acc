package lungo.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.models.Summary;
import lungo.optim.Optimizer;
import lungo.random.Seed;
import lungo.torch.ActivationCheckpoints;
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
  private boolean weighed;

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
        recipe.accumulate() == 1 && !recipe.isCheckpointing()
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
   * @throws TrainingException if labels or outputs do not fit, the loss is not finite, or the
   *     device's memory is full
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
        int index = seen.size();
        Part part = part(batches.next(scope.manager()), at, index);
        seen.add(part.batch());
        examples += part.batch().size();
        targets += part.batch().targets().head().size();
        last = seen.size() == recipe.accumulate() || !batches.hasNext();
        losses.add(learn(part, at, new Turn(index, last, examples), scope.manager()));
      } while (!last);
      if (averages != null) {
        averages.update(recipe.ema());
      }
      record(at, log, mean(losses, seen, examples), examples, seen);
    } catch (EngineException e) {
      throw MemoryNeed.explained(e, network.device());
    }
  }

  /** How many targets were learned from so far. */
  long targets() {
    return targets;
  }

  /** Says before the first step if the device's memory will not do. */
  private void weigh(Shape batch) {
    if (weighed) {
      return;
    }
    weighed = true;
    Summary summary;
    try {
      summary = Summary.of(network.block(), batch);
    } catch (RuntimeException e) {
      return; // a block of the user's own need not know its shapes
    }
    long state = optimizer.state().values().stream().mapToLong(TrainingStep::bytes).sum();
    MemoryNeed.of(summary, state, recipe)
        .warning(MemoryNeed.room(network.device()), network.device())
        .ifPresent(System.err::println);
  }

  private static long bytes(NDArray array) {
    return array.size() * array.getDataType().getNumOfBytes();
  }

  private Part part(Batch batch, Moment at, int index) {
    weigh(batch.inputs().head().getShape());
    Mixing mixing = recipe.mixing();
    NDArray labels = batch.targets().head();
    if (mixing == null) {
      return new Part(batch, labels, 1);
    }
    var mixed = mixing.apply(batch, Seed.stream("mix", at.number(), index));
    return new Part(mixed.batch(), mixed.others(), mixed.part());
  }

  /**
   * Which of a step's parts.
   *
   * @param index counted from 0
   * @param examples how many this part and those before it have
   */
  private record Turn(int index, boolean last, int examples) {

    boolean isOnly() {
      return index == 0 && last;
    }
  }

  /** Adds a part's gradient, or takes the step if it is the last; the loss alone is kept. */
  @SuppressWarnings("try")
  private NDArray learn(Part part, Moment at, Turn turn, NDManager keeper) {
    boolean checkpointing = recipe.isCheckpointing();
    try (var scope = new StepScope(network.manager());
        var checkpoints =
            checkpointing
                ? ActivationCheckpoints.begin(scope.manager(), at.number(), turn.index())
                : null) {
      double share = turn.isOnly() ? 1 : part.batch().size();
      NDArray loss = loss(part, at);
      NDArray kept = loss.stopGradient();
      NDScope.unregister(kept);
      kept.attach(keeper);
      if (checkpoints != null) {
        loss = back(checkpoints, loss, share);
      }
      if (turn.last()) {
        List<NDArray> gathered = turn.isOnly() && !checkpointing ? List.of() : sums;
        double total = turn.isOnly() ? 1 : turn.examples();
        optimizer.step(
            new Backward(loss, gathered, share, total, recipe.clipping()),
            at.rate(),
            again(part, at));
      } else {
        Backward.addTo(loss, optimizer.weights(), sums, share);
      }
      return kept;
    }
  }

  private NDArray back(ActivationCheckpoints checkpoints, NDArray loss, double share) {
    if (checkpoints.isUnused()) {
      throw new TrainingException(
          "activation checkpointing computes the blocks again that a model repeats, as the layers"
              + " of a Transformer or the blocks of a ResNet; "
              + network.block().getClass().getSimpleName()
              + " has none. Less memory is also needed by a smaller batch with accumulate(…)");
    }
    return checkpoints.backward(loss, optimizer.weights(), sums, share);
  }

  private NDArray loss(Part part, Moment at) {
    Batch batch = part.batch();
    NDList outputs = forward(batch.inputs());
    if (at.epoch() == 1 || !network.device().isGpu()) {
      task.check(outputs, batch);
    }
    try (outputs) {
      return loss(outputs, part);
    }
  }

  private NDArray loss(NDList outputs, Part part) {
    NDArray first = task.loss(outputs, part.batch().targets(), recipe);
    if (part.share() == 1) {
      return first;
    }
    NDArray second = task.loss(outputs, new NDList(part.others()), recipe);
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
