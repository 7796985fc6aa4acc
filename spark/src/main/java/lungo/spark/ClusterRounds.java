package lungo.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lungo.training.History;
import lungo.training.Rounds;
import lungo.training.TrainingException;
import lungo.weights.PackedArrays;
import lungo.weights.Storage;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** The driver's part in local SGD: sends weights, sums changes in a tree, takes the outer step. */
final class ClusterRounds implements Rounds, AutoCloseable {

  private static final int MOST_JOBS = 4;

  private final JavaSparkContext context;
  private final LocalSgd.Plan plan;
  private final LocalSgd.Start start;
  private final OuterStep outer;
  private final Consumer<LocalSgd.Round> listener;
  private final String training = UUID.randomUUID().toString();
  private final History history;
  private Map<Integer, Contribution.Home> homes = Map.of();

  ClusterRounds(
      JavaSparkContext context,
      LocalSgd.Plan plan,
      LocalSgd.Start start,
      OuterStep outer,
      History history,
      Consumer<LocalSgd.Round> listener) {
    this.context = context;
    this.plan = plan;
    this.start = start;
    this.outer = outer;
    this.history = history;
    this.listener = listener;
  }

  /** The rates of the round before, which a worker that is taken up again was trained at. */
  private double[] before(int number) {
    double[] all = history.stepRates();
    return number == 0 ? new double[0] : Arrays.copyOfRange(all, all.length - steps(), all.length);
  }

  @Override
  public int steps() {
    return plan.steps();
  }

  @Override
  public Taken take(int number, double[] rates) {
    long began = System.nanoTime();
    var sent =
        new RoundTask.Plan(
            training,
            plan.workers(),
            plan.steps(),
            number,
            rates,
            before(number),
            addresses(),
            outer.weights(),
            plan.storage(),
            plan.workerStates());
    int jobs = 1;
    Contribution sum = run(sent);
    // A task that ends just after its attempt has failed may count in the next, where its place is
    // that of another worker.
    while (sum.error().isEmpty() && sum.work().homes().size() < plan.workers()) {
      if (jobs == MOST_JOBS) {
        throw new TrainingException(
            "round %d: Spark brought the changes of %d of %d workers"
                .formatted(number + 1, sum.work().homes().size(), plan.workers()));
      }
      jobs++;
      sum = run(sent);
    }
    if (!sum.error().isEmpty()) {
      throw new TrainingException(sum.error());
    }
    double change;
    try (var scope = NDManager.newBaseManager()) {
      float[] changes = outer.flat().flat(PackedArrays.unpack(sum.changes(), scope));
      change = outer.step(changes, plan.workers());
    }
    double[] losses = sum.losses().clone();
    for (int i = 0; i < losses.length; i++) {
      losses[i] /= plan.workers();
    }
    Contribution.Work work = sum.work();
    homes = work.homes();
    long down = 4L * sent.weights().length * work.executors();
    listener.accept(
        new LocalSgd.Round(
            number + 1,
            Arrays.stream(losses).average().orElse(Double.NaN),
            change,
            sum.examples(),
            down + sum.bytes(),
            (System.nanoTime() - began) / 1e9,
            work.slowest(),
            work.slowest() - work.fastest(),
            work.attempt() + jobs - 1));
    return new Taken(losses);
  }

  private Map<Integer, String> addresses() {
    var addresses = new TreeMap<Integer, String>();
    homes.forEach((worker, home) -> addresses.put(worker, home.address()));
    return addresses;
  }

  private Contribution run(RoundTask.Plan sent) {
    Broadcast<RoundTask.Plan> shipped = context.broadcast(sent);
    String bars = context.getLocalProperty(JobProgress.CELL);
    context.setLocalProperty(JobProgress.CELL, null); // one bar for all rounds is enough
    try {
      return job(shipped).values().collect().get(0);
    } catch (Exception e) { // Scala throws what it does not declare
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (Thread.currentThread().isInterrupted() || isCancelled(e)) {
        var cancelled = new CancellationException("round " + (sent.round() + 1));
        cancelled.initCause(e);
        throw cancelled;
      }
      throw e;
    } finally {
      context.setLocalProperty(JobProgress.CELL, bars);
      shipped.destroy();
    }
  }

  private static boolean isCancelled(Exception e) {
    return String.valueOf(e.getMessage()).contains("JOB_CANCELLED");
  }

  /** A task, and the executor that its worker is on, where there are more than workers. */
  private Tuple2<Integer, Seq<String>> place(int worker) {
    Contribution.Home home = homes.get(worker);
    List<String> preferred = home == null ? List.of() : List.of(home.location());
    return new Tuple2<>(worker, CollectionConverters.asScala(preferred).toSeq());
  }

  /**
   * All workers at once, then their changes in a tree of twos, whose sums are the same whichever
   * comes first. Spark repeats a barrier stage only if it is no last one, so one worker has a level
   * as well.
   */
  private JavaPairRDD<Integer, Contribution> job(Broadcast<RoundTask.Plan> shipped) {
    List<Tuple2<Integer, Seq<String>>> places =
        IntStream.range(0, plan.workers()).mapToObj(this::place).toList();
    Storage storage = plan.storage();
    JavaPairRDD<Integer, Contribution> level =
        context
            .sc()
            .makeRDD(
                CollectionConverters.asScala(places).toSeq(),
                ClassTag$.MODULE$.<Integer>apply(Integer.class))
            .barrier()
            .mapPartitions(
                new RoundTask(shipped, start), false, ClassTag$.MODULE$.apply(Contribution.class))
            .toJavaRDD()
            .mapToPair(own -> new Tuple2<>(own.place(), own));
    int width = plan.workers();
    do {
      width = (width + 1) / 2;
      level =
          level
              .mapToPair(each -> new Tuple2<>(each._1() / 2, each._2()))
              .reduceByKey((a, b) -> Contribution.plus(a, b, storage), width);
    } while (width > 1);
    return level;
  }

  @Override
  public Map<String, NDArray> state() {
    return outer.state();
  }

  @Override
  public void restore(Map<String, NDArray> state) {
    outer.restore(state);
  }

  @Override
  public String describe() {
    return "local SGD, %d workers, %d steps a round, outer rate %s, momentum %s"
        .formatted(plan.workers(), plan.steps(), plan.rate(), plan.momentum());
  }

  @Override
  public void close() {
    outer.close();
  }
}
