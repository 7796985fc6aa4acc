package lungo.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.CancellationException;
import lungo.data.Loader;
import lungo.display.Progress;
import lungo.metrics.Metric;
import lungo.metrics.Metrics;
import lungo.metrics.Report;
import lungo.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * A model, the data that it learns from, and how.
 *
 * <pre>{@code
 * var learner = Learner.classifier(data, model).optimizer(Sgd.of(0.05).momentum(0.9));
 * var history = learner.fit(6, oneCycle(0.05));
 * var report = learner.evaluate(data.test());
 * }</pre>
 *
 * For one thread at a time. Its own arrays are freed once it is unreachable.
 */
public final class Learner {

  private static final Cleaner CLEANER = Cleaner.create();

  private final Network network;
  private final Classification task;
  private final Loader train;
  private final @Nullable Loader valid;
  private final History history = new History();
  private List<Metric> metrics = List.of(Metrics.accuracy());
  private Optimizer optimizer = Sgd.of(0.01).momentum(0.9);
  private Optimizer.@Nullable Steps steps;

  private Learner(
      Loader train,
      @Nullable Loader valid,
      List<String> classes,
      Shape example,
      Block block,
      Device device) {
    this.train = train;
    this.valid = valid;
    this.task = new Classification(classes);
    NDManager manager = Seed.engine().newBaseManager(device);
    CLEANER.register(this, manager::close);
    this.network = new Network(block, new Shape(1).addAll(example), manager);
  }

  /**
   * For telling classes apart, on the device that {@link Devices#preferred} says.
   *
   * @param train what the model learns from; targets (N) int64 in [0, classes)
   * @param valid what the metrics are computed on after each epoch, or null for none
   * @param classes the classes' names
   * @param example the shape of one example, without the batch dimension
   * @param block the model, giving (N, classes) logits
   * @return the learner
   */
  public static Learner classifier(
      Loader train, @Nullable Loader valid, List<String> classes, Shape example, Block block) {
    return new Learner(train, valid, classes, example, block, Devices.preferred());
  }

  /**
   * Chooses the optimizer; its state begins anew.
   *
   * @param other the optimizer; {@code Sgd.of(0.01).momentum(0.9)} where none was chosen
   * @return this
   */
  public Learner optimizer(Optimizer other) {
    optimizer = other;
    steps = null;
    return this;
  }

  /**
   * Chooses what is computed on the validation set after each epoch.
   *
   * @param chosen the metrics; accuracy where none were chosen
   * @return this
   */
  public Learner metrics(Metric... chosen) {
    metrics = List.of(chosen);
    return this;
  }

  /**
   * Trains at the optimizer's own rate.
   *
   * @param epochs how many times the data are gone through, 1 or more
   * @param callbacks what listens
   * @return the history of all runs of this learner
   */
  public History fit(int epochs, Callback... callbacks) {
    return fit(epochs, Schedules.constant(optimizer.rate()), callbacks);
  }

  /**
   * Trains. The optimizer's state and the history go on from an earlier run; the schedule begins
   * anew. An interrupt of the thread ends the run after the step in hand, and {@code fit} returns
   * with the thread still interrupted.
   *
   * @param epochs how many times the data are gone through, 1 or more
   * @param schedule the learning rate of each step
   * @param callbacks what listens
   * @return the history of all runs of this learner
   * @throws TrainingException if the loss is not finite (the message has the step and what helps),
   *     or if labels or outputs do not fit the classes
   * @throws lungo.data.DataException if an example cannot be read
   */
  public History fit(int epochs, Schedule schedule, Callback... callbacks) {
    if (steps == null) {
      steps = optimizer.start(network.weights(), network.manager());
    }
    var setting = new TrainingRun.Setting(network, task, train, valid, metrics, steps, history);
    new TrainingRun(setting, epochs, schedule, List.of(callbacks)).run();
    network.sync();
    return history;
  }

  /**
   * Judges the model.
   *
   * @param loader examples that it was not trained on
   * @return loss, accuracy, precision and recall a class, the confusion matrix, the mistakes
   * @throws CancellationException if the thread is interrupted
   */
  public Report evaluate(Loader loader) {
    try (var progress = Progress.start("evaluating", loader.batches())) {
      Report report = task.evaluate(network, loader, () -> progress.step(1));
      progress.done();
      return report;
    }
  }

  /**
   * What was recorded over all runs.
   *
   * @return the history, which grows with each run
   */
  public History history() {
    return history;
  }

  /**
   * The model.
   *
   * @return the block that was given
   */
  public Block model() {
    return network.block();
  }

  /**
   * Where it computes.
   *
   * @return the device
   */
  public Device device() {
    return network.device();
  }
}
