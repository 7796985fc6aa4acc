package lungo.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.models.Summary;
import lungo.optim.Optimizer;
import lungo.random.Seed;
import lungo.torch.ActivationCheckpoints;
import lungo.torch.Backward;
import lungo.torch.GradMode;
import lungo.torch.LossScale;
import lungo.torch.Losses;
import lungo.torch.TorchException;
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
  private final Recipe recipe;
  private final Optimizer.Steps optimizer;
  private final @Nullable Averages averages;
  private final LossScale scale;
  private final SkippedSteps skipped;
  private final NDManager manager;
  private final StepLoss ownLoss;
  private final List<NDArray> sums;
  private final BitSet reached = new BitSet();
  private final @Nullable DataParallel parallel;
  private long targets;
  private boolean weighed;

  TrainingStep(
      Network network,
      Task task,
      Recipe recipe,
      Optimizer.Steps optimizer,
      @Nullable Averages averages,
      LossScale scale) {
    this.network = network;
    this.recipe = recipe;
    this.optimizer = optimizer;
    this.averages = averages;
    this.scale = scale;
    this.skipped = new SkippedSteps(scale);
    this.manager = network.manager().newSubManager();
    this.ownLoss = new StepLoss(network, task, recipe);
    Replicas replicas = network.replicas();
    this.sums =
        recipe.accumulate() == 1 && !recipe.isCheckpointing() && replicas == null
            ? List.of()
            : DataParallel.zeros(optimizer.weights(), manager);
    this.parallel =
        replicas == null
            ? null
            : new DataParallel(replicas, task, recipe, optimizer.weights(), sums, scale, manager);
  }

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
      begin();
      List<Batch> seen = new ArrayList<>();
      List<NDArray> losses = new ArrayList<>();
      int examples = 0;
      boolean last;
      do {
        int index = seen.size();
        MicroBatch micro = micro(batches.next(scope.manager()), at, index);
        seen.add(micro.batch());
        examples += micro.size();
        targets += micro.batch().targets().head().size();
        last = seen.size() == recipe.accumulate() || !batches.hasNext();
        var turn = new Turn(index, last, examples, losses);
        losses.add(
            parallel == null
                ? learn(micro, at, turn, scope.manager())
                : parallel.add(micro, at, index, turn.share(micro), scope.manager()));
      } while (!last);
      NDArray loss = mean(losses, seen, examples);
      if (parallel != null) {
        update(parallel, loss, losses.size() == 1 ? 1 : examples, at);
      }
      follow();
      record(at, log, loss, examples, seen);
    } catch (EngineException | TorchException e) {
      throw EngineFailure.explained(e, network.device());
    }
  }

  private void begin() {
    reached.clear();
    if (parallel != null) {
      parallel.begin();
    } else if (!sums.isEmpty()) {
      Backward.clear(sums);
    }
  }

  /** Takes the step with the gradients of all replicas, if the loss of all is finite. */
  private void update(DataParallel parallel, NDArray loss, double total, Moment at) {
    optimizer.step(
        new Backward(
            loss, reached(parallel.gathered(reached)), total, total, recipe.clipping(), scale),
        at.rate(),
        use -> {
          throw new IllegalStateException("replicas give their gradients, not their losses again");
        });
  }

  /** What follows the weights. */
  private void follow() {
    long before = averages == null ? 0 : skipped.count();
    skipped.stepTaken();
    if (averages != null && skipped.count() == before) {
      averages.update(recipe.ema());
    }
  }

  /** The steps of the learner that were skipped. */
  SkippedSteps skipped() {
    return skipped;
  }

  /** How many targets were learned from so far. */
  long targets() {
    return targets;
  }

  /** Says before the first step if the device's memory will not do. */
  private void weigh(Shape whole) {
    if (weighed) {
      return;
    }
    weighed = true;
    Shape batch = network.replicas() == null ? whole : network.replicas().onFirst(whole);
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

  private MicroBatch micro(Batch batch, Moment at, int index) {
    weigh(batch.inputs().head().getShape());
    return MicroBatch.of(batch, recipe.mixing(), Seed.stream("mix", at.number(), index));
  }

  /**
   * Which of a step's batches.
   *
   * @param index counted from 0
   * @param examples how many this one and those before it have
   * @param before the losses of those before it
   */
  private record Turn(int index, boolean last, int examples, List<NDArray> before) {

    boolean isOnly() {
      return index == 0 && last;
    }

    /** How much the batch counts in the step. */
    double share(MicroBatch micro) {
      return isOnly() ? 1 : micro.size();
    }

    /** A step's last loss, which is not finite if one of those before it is not. */
    NDArray finite(NDArray loss) {
      if (before.isEmpty()) {
        return loss;
      }
      var all = new ArrayList<NDArray>(before);
      all.add(0, loss);
      double[] shares = new double[all.size()];
      shares[0] = 1;
      return Losses.weighted(all, shares);
    }
  }

  /** Adds a batch's gradient, or takes the step if it is the last; the loss alone is kept. */
  @SuppressWarnings("try")
  private NDArray learn(MicroBatch micro, Moment at, Turn turn, NDManager keeper) {
    boolean checkpointing = recipe.isCheckpointing();
    try (var scope = new StepScope(network.manager());
        var checkpoints =
            checkpointing
                ? ActivationCheckpoints.begin(scope.manager(), at.number(), turn.index())
                : null) {
      double share = turn.share(micro);
      NDArray loss = ownLoss.of(micro, at.epoch());
      NDArray kept = loss.stopGradient();
      Replicas.keep(kept, keeper);
      if (checkpoints != null) {
        loss = back(checkpoints, loss, optimizer.weights(), sums, share, scale, network);
        reached.set(0, sums.size()); // blocks do not tell which weights they reach
      }
      if (turn.last()) {
        List<NDArray> gathered = turn.isOnly() && !checkpointing ? List.of() : reached(sums);
        double total = turn.isOnly() ? 1 : turn.examples();
        optimizer.step(
            new Backward(turn.finite(loss), gathered, share, total, recipe.clipping(), scale),
            at.rate(),
            again(micro, at));
      } else {
        reached.or(Backward.addTo(loss, optimizer.weights(), sums, share, scale));
      }
      return kept;
    }
  }

  /** The sums, but nothing for a weight that no loss of the step depends on. */
  private List<NDArray> reached(List<NDArray> all) {
    if (reached.cardinality() == all.size()) {
      return all;
    }
    NDArray nothing = network.manager().zeros(new Shape(0));
    return IntStream.range(0, all.size())
        .mapToObj(i -> reached.get(i) ? all.get(i) : nothing)
        .toList();
  }

  /** Goes back through the blocks that were not kept; gives what is left to go back through. */
  static NDArray back(
      ActivationCheckpoints checkpoints,
      NDArray loss,
      List<NDArray> weights,
      List<NDArray> sums,
      double share,
      LossScale scale,
      Network network) {
    if (checkpoints.isUnused()) {
      throw new TrainingException(
          "activation checkpointing computes the blocks again that a model repeats, as the layers"
              + " of a Transformer or the blocks of a ResNet; "
              + network.block().getClass().getSimpleName()
              + " has none. Put Checkpointed.of(…) around parts of your own blocks. Less memory is also needed by a smaller batch with accumulate(…)");
    }
    return checkpoints.backward(loss, weights, sums, share, scale);
  }

  @SuppressWarnings("try")
  private Optimizer.Objective again(MicroBatch micro, Moment at) {
    return use -> {
      try (var on = GradMode.on();
          var scope = new StepScope(network.manager())) {
        use.accept(ownLoss.of(micro, at.epoch()));
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
      if (!network.device().isGpu()) {
        skipped.check(at); // on a GPU before the next step, which leaves it time
      }
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
