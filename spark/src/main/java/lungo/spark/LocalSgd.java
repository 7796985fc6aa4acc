package lungo.spark;

import ai.djl.nn.Block;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lungo.display.Progress;
import lungo.training.Learner;
import lungo.training.Schedule;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag$;

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
 * <pre>{@code
 * var model = Mlp.of(784, 64, 10);
 * var rounds = LocalSgd.of(model, 2, shard -> {
 *   var data = ImageData.open("/data/part-" + shard.worker()).batch(64);
 *   return Learner.classifier(shard.loader(data.train()), null, data.classes(), data.shape(), Mlp.of(784, 64, 10))
 *       .optimizer(AdamW.of(1e-3));
 * }).steps(50).fit(20, oneCycle(1e-3));
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
   * @param bytes of weights and changes between driver and executors
   * @param seconds how long it took
   */
  public record Round(int number, double loss, double change, long bytes, double seconds) {}

  private final Block model;
  private final int workers;
  private final Start start;
  private final int steps;
  private final double rate;
  private final double momentum;
  private final Consumer<Round> listener;

  private LocalSgd(
      Block model,
      int workers,
      Start start,
      int steps,
      double rate,
      double momentum,
      Consumer<Round> listener) {
    this.model = model;
    this.workers = workers;
    this.start = start;
    this.steps = steps;
    this.rate = rate;
    this.momentum = momentum;
    this.listener = listener;
  }

  /**
   * Training with 50 steps a round, outer rate 0.7 and momentum 0.9, as in the paper.
   *
   * @param model the model on the driver, initialised; it has the new weights after each round
   * @param workers how many tasks of Spark's run at once; the cluster has to have room for them
   * @param start makes a worker's learner on its executor
   * @return the training, to be changed and run
   * @throws IllegalArgumentException if there is no worker
   */
  public static LocalSgd of(Block model, int workers, Start start) {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be 1 worker or more, got " + workers);
    }
    return new LocalSgd(model, workers, start, 50, 0.7, 0.9, round -> {});
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
    return new LocalSgd(model, workers, start, count, rate, momentum, listener);
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
    return new LocalSgd(model, workers, start, steps, outerRate, outerMomentum, listener);
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
   * Sets what is told of each round on the driver, when the model has its weights, which can be
   * kept by {@code StateDict.of(model).save(file)}.
   *
   * @param other gets the round
   * @return a training that does so
   */
  public LocalSgd onRound(Consumer<Round> other) {
    return new LocalSgd(model, workers, start, steps, rate, momentum, other);
  }

  /**
   * Trains.
   *
   * @param rounds how many, 1 or more
   * @param schedule the inner optimizers' rate in each of the {@code rounds · steps} steps
   * @return what came of each round
   * @throws IllegalArgumentException if there is no round
   * @throws IllegalStateException if there is no session, or a worker's learner has other weights
   *     than the model
   */
  public List<Round> fit(int rounds, Schedule schedule) {
    if (rounds < 1) {
      throw new IllegalArgumentException("there must be 1 round or more, got " + rounds);
    }
    double[] rates = schedule.rates(Math.multiplyExact(rounds, steps));
    var context = JavaSparkContext.fromSparkContext(Spark.session().sparkContext());
    var outer = new OuterStep(model, rate, momentum);
    String training = UUID.randomUUID().toString();
    JavaRDD<Integer> places =
        context.parallelize(IntStream.range(0, workers).boxed().toList(), workers);
    var done = new ArrayList<Round>();
    try (var bar = Progress.start("local SGD, " + workers + " workers", rounds)) {
      for (int round = 0; round < rounds; round++) {
        var task =
            new RoundTask.Plan(
                training, workers, steps, round, slice(rates, round), outer.weights());
        Round next = round(context, places, task, outer);
        done.add(next);
        listener.accept(next);
        bar.note("loss %.4f".formatted(next.loss())).step(1);
      }
    }
    return done;
  }

  private double[] slice(double[] rates, int round) {
    return Arrays.copyOfRange(rates, round * steps, (round + 1) * steps);
  }

  private Round round(
      JavaSparkContext context, JavaRDD<Integer> places, RoundTask.Plan plan, OuterStep outer) {
    long began = System.nanoTime();
    Broadcast<RoundTask.Plan> shipped = context.broadcast(plan);
    try {
      // Through a shuffle, not to the driver at once: Spark repeats a barrier stage only if it is
      // no last one.
      RoundTask.Sum sum =
          places
              .rdd()
              .barrier()
              .mapPartitions(
                  new RoundTask(shipped, start),
                  false,
                  ClassTag$.MODULE$.apply(RoundTask.Sum.class))
              .toJavaRDD()
              .keyBy(RoundTask.Sum::branch)
              .reduceByKey(RoundTask.Sum::plus, plan.branches())
              .values()
              .reduce(RoundTask.Sum::plus);
      double change = outer.step(sum.changes(), workers);
      long bytes = 4L * plan.weights().length * 2 * workers;
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Round(plan.round() + 1, sum.loss() / workers, change, bytes, seconds);
    } finally {
      shipped.destroy();
    }
  }
}
