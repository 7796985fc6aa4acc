package lungo.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import lungo.weights.Storage;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * A worker's part in a round, on an executor. Learners stay from round to round: each task knows
 * where the others run and where the workers were in the round before, so that a worker goes on
 * where it was, and one whose executor was lost begins anew elsewhere. No message is needed for
 * that; those of a barrier take a second.
 */
final class RoundTask extends AbstractFunction1<Iterator<Integer>, Iterator<Contribution>>
    implements Serializable {

  private static final long serialVersionUID = 1;
  private static final int NONE = -1;

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
   * @param homes the addresses of the workers' executors in the round before
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
      Map<Integer, String> homes,
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
    List<String> addresses =
        Arrays.stream(all.getTaskInfos()).map(BarrierTaskInfo::address).toList();
    if (addresses.size() != round.workers()) {
      // A task of the attempt before has ended well after another had failed, and Spark takes its
      // sum for this one's. A failure lets it begin with all of them again.
      throw new IllegalStateException(
          "%d of %d workers were begun".formatted(addresses.size(), round.workers()));
    }
    Worker.forgetOthers(round.training());
    int number = assigned(addresses, round.homes()).get(all.partitionId());
    String address = addresses.get(all.partitionId());
    Contribution own =
        Worker.of(round, number).round(round, start, address, 1 + all.stageAttemptNumber());
    return CollectionConverters.asScala(List.of(own).iterator());
  }

  /**
   * Which worker each task is: one that was on its executor, if there is one that no other task is
   * yet, else one that is left over. All tasks find the same.
   *
   * @param addresses of each task's executor, by the task's number
   * @param homes the address of each worker's executor in the round before, as far as known
   */
  static List<Integer> assigned(List<String> addresses, Map<Integer, String> homes) {
    var left = new TreeSet<Integer>();
    for (int worker = 0; worker < addresses.size(); worker++) {
      left.add(worker);
    }
    var workers = new ArrayList<Integer>();
    for (String address : addresses) {
      Integer own =
          left.stream()
              .filter(worker -> address.equals(homes.get(worker)))
              .findFirst()
              .orElse(NONE);
      left.remove(own);
      workers.add(own);
    }
    workers.replaceAll(worker -> worker == NONE ? left.pollFirst() : worker);
    return workers;
  }
}
