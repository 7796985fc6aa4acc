package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lungo.data.Loader;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.torch.LossScale;
import org.jspecify.annotations.Nullable;

/** How a learner is trained, and what lasts from one run to the next. */
final class Training {

  private final Learner learner;
  private final Network network;
  private final Task task;
  private final History history = new History();
  private @Nullable Loader train;
  private @Nullable Loader valid;
  private @Nullable Loader test;
  private Recipe recipe = Recipe.standard();
  private Optimizer optimizer = Sgd.of(0.01).momentum(0.9);
  private Optimizer.@Nullable Steps steps;
  private @Nullable NDManager stepsManager;
  private Set<String> trained = Set.of();
  private @Nullable Averages averages;
  private LossScale scale = LossScale.NONE;
  private Checkpoint.@Nullable Progress pending;

  Training(Learner learner, Network network, Task task) {
    this.learner = learner;
    this.network = network;
    this.task = task;
  }

  void data(@Nullable Loader examples, @Nullable Loader validated) {
    train = examples;
    valid = validated;
    test = null;
  }

  void testData(@Nullable Loader tested) {
    test = tested;
  }

  /** What the model is judged on where nothing else is named: the test part, or what validates. */
  Optional<Loader> judged() {
    return Optional.ofNullable(test != null ? test : valid);
  }

  @Nullable Loader train() {
    return train;
  }

  History history() {
    return history;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Another optimizer, whose state begins anew. */
  void optimizer(Optimizer other) {
    optimizer = other;
    endSteps();
  }

  void recipe(Recipe other) {
    recipe = other;
    task.ignore(other.ignored());
    scaleBy(other);
    if (other.ema() == 0 && averages != null) {
      averages.close();
      averages = null;
    }
  }

  /** The scale goes on where it is that of before. */
  private void scaleBy(Recipe other) {
    boolean scales = other.precision() == Precision.FLOAT16;
    boolean isSame = !scale.isNone() && other.lossScaling().equals(scale.scaling());
    if (!scales || !isSame) {
      scale.close();
      scale = scales ? new LossScale(network.manager(), other.lossScaling()) : LossScale.NONE;
    }
  }

  int stepsPerEpoch() {
    return setting(history).stepsPerEpoch();
  }

  History run(int count, Schedule schedule, List<Callback> callbacks) {
    double[] rates = schedule.rates(count);
    checkDivisible(setting(history).train());
    TrainingRun.Position from = pending == null ? null : Resumption.of(pending, rates);
    beginAverages();
    try (var step = new TrainingStep(network, task, recipe, steps(), averages, scale)) {
      pending = null;
      new TrainingRun(setting(history), step, rates, from, callbacks).run();
    }
    network.sync();
    return history;
  }

  History run(Rounds rounds, int count, Schedule schedule, List<Callback> callbacks) {
    if (recipe.ema() > 0) {
      throw new TrainingException(
          "averages of weights follow each step, and rounds are taken elsewhere; leave"
              + " Recipe.ema(…) out of the learner that is trained in rounds");
    }
    double[] rates = schedule.rates(Math.multiplyExact(count, rounds.steps()));
    TrainingRun.Position from = pending == null ? null : Resumption.of(pending, rates);
    pending = null;
    if (valid != null) {
      notEmpty("validation", valid);
    }
    new RoundRun(
            new RoundRun.Setting(learner, this, rounds, valid, this::judge), rates, from, callbacks)
        .run();
    network.sync();
    return history;
  }

  /** Refuses batches that have fewer examples than there are devices; the last one may. */
  private void checkDivisible(Loader loader) {
    Replicas replicas = network.replicas();
    long batches = loader.batches();
    long most = batches == 1 ? loader.examples() : (loader.examples() - 1) / (batches - 1);
    if (replicas != null && most < replicas.size()) {
      throw new TrainingException(
          String.format(
              "batches of %d cannot be divided over %d devices; take larger batches, or fewer"
                  + " devices in dataParallel(…)",
              most, replicas.size()));
    }
  }

  private TrainingRun.Setting setting(History record) {
    Loader examples = train;
    if (examples == null) {
      throw new TrainingException("a loaded learner has no training data; give it some by data(…)");
    }
    notEmpty("training", examples);
    if (valid != null) {
      notEmpty("validation", valid);
    }
    return new TrainingRun.Setting(
        learner, network, examples, recipe.accumulate(), valid, task.unit(), this::judge, record);
  }

  private static void notEmpty(String what, Loader loader) {
    if (loader.batches() < 1) {
      throw new TrainingException(
          "the "
              + what
              + " data are empty: a loader must give 1 batch an epoch or more, got "
              + loader.batches());
    }
  }

  @SuppressWarnings("try")
  private Map<String, Double> judge(Loader loader) {
    try (var use = averaged()) {
      return task.validate(network, loader);
    }
  }

  /** While the network computes with the averages, if there are some. */
  Averages.Use averaged() {
    return averages == null ? () -> {} : averages.use();
  }

  private void beginAverages() {
    if (recipe.ema() > 0 && averages == null) {
      averages = new Averages(network);
    }
  }

  @SuppressWarnings("try")
  RateSearch findRate(double lowest, double highest, int count) {
    Schedule growing = RateSearch.schedule(lowest, highest, count);
    var record = new History();
    try (NDManager scope = network.manager().newSubManager();
        var kept = new PutBack(keepWeights());
        var step =
            new TrainingStep(
                network,
                task,
                recipe,
                optimizer.start(trainedWeights(), scope),
                null,
                scale.isNone() ? scale : new LossScale(scope, recipe.lossScaling()))) {
      var search = setting(record).withoutValidation();
      new TrainingRun(search, step, growing.rates(count), null, List.of(new RateSearch.Watch()))
          .run();
    } catch (LossLog.NotFinite e) {
      // The search ends where the loss does.
    }
    return RateSearch.of(record.stepRates(), record.stepLosses());
  }

  /** Weights that closing puts back. */
  private record PutBack(KeptWeights weights) implements AutoCloseable {
    @Override
    public void close() {
      weights.putBack();
      weights.close();
    }
  }

  KeptWeights keepWeights() {
    return new KeptWeights(network, averages);
  }

  boolean resume(Path directory) {
    beginAverages();
    pending = resumption().newest(directory);
    network.sync();
    return pending != null;
  }

  boolean resume(Path directory, Rounds rounds) {
    pending = resumption(rounds).newest(directory);
    network.sync();
    return pending != null;
  }

  void loadWeights(Path file) {
    resumption().load(file);
    network.sync();
  }

  void checkpoint(Checkpoint to, TrainingRun.Position position, double[] rates) {
    resumption().write(to, position, rates);
  }

  void checkpoint(Checkpoint to, TrainingRun.Position position, double[] rates, Rounds rounds) {
    resumption(rounds).write(to, position, rates);
  }

  private Resumption resumption() {
    Optimizer.Steps begun = steps();
    return resumption(
        new Resumption.Kept(begun::state, begun::restore), optimizer.describe().toString());
  }

  private Resumption resumption(Rounds rounds) {
    return resumption(new Resumption.Kept(rounds::state, rounds::restore), rounds.describe());
  }

  private Resumption resumption(Resumption.Kept kept, String name) {
    return new Resumption(
        network, kept, averages, scale, history, name, recipe.describe().toString());
  }

  /** The optimizer at work, which follows what was frozen meanwhile. */
  Optimizer.Steps steps() {
    Map<String, NDArray> weights = trainedWeights();
    if (steps == null || !weights.keySet().equals(trained)) {
      NDManager manager = network.manager().newSubManager();
      Optimizer.Steps begun = optimizer.start(weights, manager);
      if (steps != null) {
        begun.restore(steps.state());
      }
      endSteps();
      steps = begun;
      stepsManager = manager;
      trained = Set.copyOf(weights.keySet());
    }
    return steps;
  }

  private Map<String, NDArray> trainedWeights() {
    Map<String, NDArray> weights = network.weights();
    weights.keySet().retainAll(optimizer.trained(network.trainable().keySet()));
    if (weights.isEmpty()) {
      throw new TrainingException(
          "all weights are frozen; unfreeze(\"fc.*\") or so lets some be trained");
    }
    return weights;
  }

  private void endSteps() {
    if (stepsManager != null) {
      stepsManager.close();
    }
    steps = null;
  }
}
