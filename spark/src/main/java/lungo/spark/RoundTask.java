package lungo.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import lungo.weights.Storage;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * A worker's part in a round, on an executor. Learners stay from round to round: by a message to
 * all others each task finds out which workers its executor has, so that a worker goes on where it
 * was, and one whose executor was lost begins anew elsewhere.
 */
final class RoundTask extends AbstractFunction1<Iterator<Integer>, Iterator<Contribution>>
    implements Serializable {

  private static final long serialVersionUID = 1;

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
   * @param before the rates of the round before
   * @param weights that all begin with
   * @param storage how changes travel
   * @param folder where workers are kept; empty for nowhere
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Plan(
      String training,
      int workers,
      int steps,
      int round,
      double[] rates,
      double[] before,
      float[] weights,
      Storage storage,
      String folder)
      implements Serializable {

    WorkerStates states(int worker) {
      return new WorkerStates(folder, worker);
    }
  }

  RoundTask(Broadcast<Plan> plan, LocalSgd.Start start) {
    this.plan = plan;
    this.start = start;
  }

  @Override
  public Iterator<Contribution> apply(Iterator<Integer> place) {
    Plan round = plan.value();
    BarrierTaskContext all = BarrierTaskContext.get();
    Worker.forgetOthers(round.training());
    String ready =
        Worker.ready(round).stream().map(String::valueOf).collect(Collectors.joining(" "));
    String mine = SparkEnv.get().executorId() + " " + ready;
    int number = assigned(List.of(all.allGather(mine))).get(all.partitionId());
    Contribution own = Worker.of(round, number).round(round, start, 1 + all.stageAttemptNumber());
    return CollectionConverters.asScala(List.of(own).iterator());
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
}
