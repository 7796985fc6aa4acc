package lungo.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import lungo.training.Callback;
import lungo.training.Checkpoints;
import lungo.training.Learner;
import lungo.training.Schedule;
import lungo.weights.Storage;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains one model on several executors by local SGD with an outer optimizer, DiLoCo: in a round,
 * each worker takes H steps with its own learner on its own data, from the same weights θ; the mean
 * of the changes is the outer gradient, with which the driver takes a step of SGD with Nesterov's
 * momentum.
 *
 * <pre>
 *   g = θ - mean(θ_worker);  v = momentum · v + g;  θ = θ - rate · (g + momentum · v)
 * </pre>
 *
 * <p>A round is a barrier stage: all workers run at once, and a round in which an executor dies is
 * computed again from the same weights. Douillard et al. 2023, https://arxiv.org/abs/2311.08105;
 * with rate 1, momentum 0 it is the averaging of McMahan et al. 2017, and with one plain step of
 * SGD a round that of one machine with the batches of all.
 *
 * <p>The learner on the driver is trained as by {@link Learner#fit}: an epoch a round, with its
 * callbacks, its validation data and its history. Its own optimizer and training data are not used.
 *
 * <pre>{@code
 * var images = ImageData.open("/data/pictures").normalize().batch(64);
 * var learner = Learner.classifier(images, LeNet.lenet5(10));
 * LocalSgd.of(learner, 2, shard -> {
 *   var own = ImageData.open("/data/part-" + shard.worker()).normalize().batch(64);
 *   return Learner.classifier(shard.loader(own.train()), null, own.classes(), own.shape(), LeNet.lenet5(10))
 *       .optimizer(AdamW.of(1e-3));
 * }).steps(50).checkpoints(Path.of("/data/runs/first")).fit(20, oneCycle(1e-3), livePlot());
 * }</pre>
 */
public final class LocalSgd {

  /** Makes a worker's learner, on its executor. */
  @FunctionalInterface
  public interface Start extends Serializable {

    /**
     * A learner with the same layers as the model, whose weights are those of the round.
     *
     * @param shard which worker it is; its loader goes through {@link Shard#loader}
     * @return the learner
     */
    Learner learner(Shard shard);
  }

  /**
   * What came of a round.
   *
   * @param number from 1
   * @param loss the mean of the workers' losses, of all their steps
   * @param change the length of the outer gradient
   * @param examples how many examples the workers learned from
   * @param bytes the weights to each executor, the changes of each worker, and each sum of them
   * @param seconds how long it took
   * @param slowest how long the worker took that took longest, in seconds
   * @param waited how long the quickest waited for it, in seconds
   * @param attempts how often it was begun; more than 1 if an executor was lost
   */
  public record Round(
      int number,
      double loss,
      double change,
      long examples,
      long bytes,
      double seconds,
      double slowest,
      double waited,
      int attempts) {}

  /**
   * How it trains.
   *
   * @param folder where checkpoints are; empty for none
   */
  record Plan(
      int workers, int steps, double rate, double momentum, Storage storage, String folder) {

    String workerStates() {
      return folder.isEmpty() ? "" : Path.of(folder, "workers").toAbsolutePath().toString();
    }
  }

  private final Learner learner;
  private final Start start;
  private final Plan plan;
  private final Consumer<Round> listener;

  private LocalSgd(Learner learner, Start start, Plan plan, Consumer<Round> listener) {
    this.learner = learner;
    this.start = start;
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * Training with 50 steps a round, outer rate 0.7 and momentum 0.9, as in the paper.
   *
   * @param learner has the model, which has the new weights after each round
   * @param workers how many tasks of Spark's run at once; the cluster has to have room for them
   * @param start makes a worker's learner on its executor
   * @return the training, to be changed and run
   * @throws IllegalArgumentException if there is no worker
   */
  public static LocalSgd of(Learner learner, int workers, Start start) {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be 1 worker or more, got " + workers);
    }
    var plan = new Plan(workers, 50, 0.7, 0.9, Storage.FLOAT32, "");
    return new LocalSgd(learner, start, plan, round -> {});
  }

  private LocalSgd with(Plan other) {
    return new LocalSgd(learner, start, other, listener);
  }

  /**
   * Sets how many steps a worker takes a round.
   *
   * @param count H, 1 or more
   * @return a training that does so
   * @throws IllegalArgumentException if it is less
   */
  public LocalSgd steps(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a round has 1 step or more, got " + count);
    }
    return with(new Plan(plan.workers, count, plan.rate, plan.momentum, plan.storage, plan.folder));
  }

  /**
   * Sets the outer optimizer.
   *
   * @param outerRate more than 0
   * @param outerMomentum in [0, 1)
   * @return a training that does so
   * @throws IllegalArgumentException if a number is none of these
   */
  public LocalSgd outer(double outerRate, double outerMomentum) {
    if (!(outerRate > 0 && outerMomentum >= 0 && outerMomentum < 1)) {
      throw new IllegalArgumentException(
          "expected an outer rate above 0 and a momentum in [0, 1), got "
              + outerRate
              + " and "
              + outerMomentum);
    }
    return with(
        new Plan(plan.workers, plan.steps, outerRate, outerMomentum, plan.storage, plan.folder));
  }

  /**
   * Takes the mean of the workers' weights as the new ones: outer rate 1 without momentum.
   *
   * @return a training that does so
   */
  public LocalSgd averaging() {
    return outer(1, 0);
  }

  /**
   * Sends changes, and sums of them, in less space; the weights themselves are sent as they are.
   *
   * @param storage {@code BFLOAT16} for half of the bytes, {@code INT8} for a quarter
   * @return a training that does so
   */
  public LocalSgd compress(Storage storage) {
    return with(new Plan(plan.workers, plan.steps, plan.rate, plan.momentum, storage, plan.folder));
  }

  /**
   * Keeps the training on disk after each round, and goes on from there when it is called again:
   * the learner as {@link Checkpoints} does, and each worker with its optimizer's state. A worker
   * whose executor is lost then goes on as if it had not been.
   *
   * @param folder one that the driver and all executors see; of one training alone
   * @return a training that does so
   */
  public LocalSgd checkpoints(Path folder) {
    return with(
        new Plan(
            plan.workers,
            plan.steps,
            plan.rate,
            plan.momentum,
            plan.storage,
            folder.toAbsolutePath().toString()));
  }

  /**
   * Sets what is told of each round on the driver, when the model has its weights.
   *
   * @param other gets the round
   * @return a training that does so
   */
  public LocalSgd onRound(Consumer<Round> other) {
    return new LocalSgd(learner, start, plan, other);
  }

  /**
   * Trains. An interrupt ends it with the model of the last round that was whole.
   *
   * @param rounds how many, 1 or more
   * @param schedule the inner optimizers' rate in each of the {@code rounds · steps} steps
   * @param callbacks what listens, on the driver; a round is an epoch
   * @return what came of each round that was taken
   * @throws IllegalArgumentException if there is no round, or less room than for all workers
   * @throws IllegalStateException if there is no session
   * @throws lungo.training.TrainingException if a worker cannot go on; the message has which and
   *     why
   */
  public List<Round> fit(int rounds, Schedule schedule, Callback... callbacks) {
    var context = JavaSparkContext.fromSparkContext(Spark.session().sparkContext());
    checkRoom(context.sc());
    var done = new ArrayList<Round>();
    Consumer<Round> each = done::add;
    var listening = new ArrayList<>(Arrays.asList(callbacks));
    try (var outer = new OuterStep(learner.model(), plan.rate, plan.momentum);
        var cluster =
            new ClusterRounds(
                context, plan, start, outer, learner.history(), each.andThen(listener))) {
      if (!plan.folder.isEmpty()) {
        Path folder = Path.of(plan.folder);
        if (learner.resume(folder, cluster)) {
          System.out.printf(
              "Goes on after epoch %d of %s%n", learner.history().rows().size(), folder);
        }
        listening.add(0, Checkpoints.in(folder));
      }
      learner.fitRounds(cluster, rounds, schedule, listening.toArray(Callback[]::new));
    }
    return done;
  }

  /**
   * Spark would wait for more executors for minutes and say nothing; one that takes the place of a
   * lost one is there sooner.
   */
  private void checkRoom(SparkContext context) {
    int room = room(context);
    long end = System.nanoTime() + (context.isLocal() ? 0 : TimeUnit.SECONDS.toNanos(60));
    while (room < plan.workers && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted while waiting for executors");
      }
      room = room(context);
    }
    if (room < plan.workers) {
      throw new IllegalArgumentException(
          "%d workers train at once, and the cluster has room for %d tasks now; take fewer workers,"
                  .formatted(plan.workers, room)
              + " or more executors or cores: %%use spark --master local-cluster[%d,1,2048] here,"
                  .formatted(plan.workers)
              + " spark.executor.instances on a cluster");
    }
  }

  private static int room(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }
}
