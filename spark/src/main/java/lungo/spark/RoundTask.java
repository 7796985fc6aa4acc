package lungo.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import lungo.display.Display;
import lungo.training.Learner;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * A worker's part in a round, on an executor. Learners stay from round to round, with the state of
 * their optimizers: by a message to all others each task finds out which workers its executor has,
 * so that a worker goes on where it was, and one whose executor was lost begins anew elsewhere.
 */
final class RoundTask extends AbstractFunction1<Iterator<Integer>, Iterator<RoundTask.Sum>>
    implements Serializable {

  private static final long serialVersionUID = 1;

  private static final Map<String, Worker> WORKERS = new ConcurrentHashMap<>();

  private final Broadcast<Plan> plan;
  private final LocalSgd.Start start;

  /**
   * A round.
   *
   * @param training whose round it is
   * @param workers how many workers there are
   * @param steps how many each takes
   * @param round from 0
   * @param rates of the steps
   * @param weights that all begin with
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Plan(String training, int workers, int steps, int round, double[] rates, float[] weights)
      implements Serializable {

    /** In how many branches changes are summed before the driver sums these. */
    int branches() {
      return (int) Math.ceil(Math.sqrt(workers));
    }
  }

  /**
   * What workers found.
   *
   * @param branch in which they are summed up
   * @param changes the sum of what their weights went down by
   * @param loss the sum of their mean losses
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sum(int branch, float[] changes, double loss) implements Serializable {

    static Sum plus(Sum a, Sum b) {
      float[] changes = a.changes.clone();
      for (int i = 0; i < changes.length; i++) {
        changes[i] += b.changes[i];
      }
      return new Sum(a.branch, changes, a.loss + b.loss);
    }
  }

  RoundTask(Broadcast<Plan> plan, LocalSgd.Start start) {
    this.plan = plan;
    this.start = start;
  }

  @Override
  public Iterator<Sum> apply(Iterator<Integer> place) {
    Plan round = plan.value();
    BarrierTaskContext all = BarrierTaskContext.get();
    forgetOthers(round.training());
    String mine = SparkEnv.get().executorId() + " " + String.join(" ", held(round));
    int worker = assigned(List.of(all.allGather(mine))).get(all.partitionId());
    Worker own = WORKERS.computeIfAbsent(key(round, worker), key -> new Worker());
    return CollectionConverters.asScala(List.of(own.round(round, worker, start)).iterator());
  }

  private static String key(Plan round, int worker) {
    return round.training() + " " + worker;
  }

  /** Learners of another training are of no more use; their memory is. */
  private static void forgetOthers(String training) {
    WORKERS.keySet().removeIf(key -> !key.startsWith(training));
  }

  /** The workers that this executor has learners for. */
  private static List<String> held(Plan round) {
    var held = new ArrayList<String>();
    for (int worker = 0; worker < round.workers(); worker++) {
      if (WORKERS.containsKey(key(round, worker))) {
        held.add(String.valueOf(worker));
      }
    }
    return held;
  }

  /**
   * Which worker each task is: one that its executor has, if there is one that no other task is
   * yet, else one that is left over. All tasks find the same.
   *
   * @param messages of each task, by its number: its executor, and the workers that this one has
   */
  static List<Integer> assigned(List<String> messages) {
    var workers = new ArrayList<Integer>();
    for (String message : messages) {
      List<String> words = Arrays.asList(message.strip().split(" ", -1));
      workers.add(
          words.subList(1, words.size()).stream()
              .map(Integer::valueOf)
              .filter(worker -> worker < messages.size() && !workers.contains(worker))
              .findFirst()
              .orElse(-1));
    }
    int next = 0;
    for (int i = 0; i < workers.size(); i++) {
      while (workers.get(i) < 0 && workers.contains(next)) {
        next++;
      }
      if (workers.get(i) < 0) {
        workers.set(i, next);
      }
    }
    return workers;
  }

  /** A learner on this executor, and the last round that it has done. */
  private static final class Worker {

    private @Nullable Learner learner;
    private int done = -1;
    private @Nullable Sum last;

    /** Takes part in a round; in one that it has done already it says the same again. */
    @SuppressWarnings("try")
    synchronized Sum round(Plan plan, int worker, LocalSgd.Start start) {
      Sum before = last;
      if (before != null && done == plan.round()) {
        return before;
      }
      try (var quiet = Display.quiet()) {
        Learner own = learner;
        if (own == null || done != plan.round() - 1) {
          own = start.learner(new Shard(worker, plan.workers(), plan.steps(), plan.round()));
        }
        learner = null; // until it is known to have come to the round's end
        var weights = new FlatWeights(own.model());
        weights.write(plan.weights());
        int seen = own.history().stepLosses().length;
        own.fitSteps(plan.steps(), (step, steps) -> plan.rates()[step]);
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("interrupted in round " + plan.round());
        }
        double loss =
            Arrays.stream(own.history().stepLosses()).skip(seen).average().orElse(Double.NaN);
        float[] changes = weights.read();
        for (int i = 0; i < changes.length; i++) {
          changes[i] = plan.weights()[i] - changes[i];
        }
        learner = own;
        done = plan.round();
        last = new Sum(worker % plan.branches(), changes, loss);
        return last;
      }
    }
  }
}
