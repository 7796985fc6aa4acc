package lungo.spark;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import lungo.data.DataException;
import lungo.display.Display;
import lungo.training.Devices;
import lungo.training.Learner;
import lungo.training.TrainingException;
import lungo.weights.PackedArrays;
import lungo.weights.WeightsException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.storage.BlockManagerId;
import org.jspecify.annotations.Nullable;

/**
 * A learner on this executor, which stays from round to round with its optimizer's state, and the
 * last round that it has done.
 */
final class Worker {

  private static final Map<String, Worker> ALL = new ConcurrentHashMap<>();

  private final int number;
  private @Nullable Learner learner;
  private @Nullable Shard shard;
  private int done = -1;
  private @Nullable Contribution last;

  private Worker(int number) {
    this.number = number;
  }

  /** A worker of a training, which is made if this executor has none. */
  static Worker of(RoundTask.Plan plan, int number) {
    return ALL.computeIfAbsent(plan.training() + " " + number, key -> new Worker(number));
  }

  /** Learners of another training are of no more use; their memory is. */
  static void forgetOthers(String training) {
    ALL.keySet().removeIf(key -> !key.startsWith(training));
  }

  /**
   * Takes part in a round; in one that it has taken already it says the same again.
   *
   * @param address of this executor
   * @param attempt how often the round was begun
   */
  @SuppressWarnings("try")
  synchronized Contribution round(
      RoundTask.Plan plan, LocalSgd.Start start, String address, int attempt) {
    Contribution before = last;
    if (before != null && done == plan.round()) {
      return before.at(attempt);
    }
    long began = System.nanoTime();
    var home = new TreeMap<>(Map.of(number, new Contribution.Home(address, location())));
    Contribution found;
    try (var quiet = Display.quiet()) {
      found = trained(plan, start, new Contribution.Work(home, 0, 0, attempt), began);
    } catch (CancellationException e) {
      throw e;
    } catch (DataException
        | TrainingException
        | WeightsException
        | IllegalArgumentException
        | IllegalStateException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // It would be no other on another executor, so there is no use in trying it there.
      String place = "worker %d of %d in round %d on executor %s: ";
      String where =
          place.formatted(number, plan.workers(), plan.round() + 1, SparkEnv.get().executorId());
      return Contribution.failed(number, new Contribution.Work(home, 0, 0, attempt), where + e);
    }
    last = found;
    done = plan.round();
    return found;
  }

  private Contribution trained(
      RoundTask.Plan plan, LocalSgd.Start start, Contribution.Work work, long began) {
    Learner own = ready(plan, start);
    Shard data = shard;
    if (data == null) {
      throw new IllegalStateException("a learner without its data");
    }
    learner = null; // until it is known to have come to the round's end
    var weights = new FlatWeights(own.model());
    weights.write(plan.weights());
    int steps = own.history().stepLosses().length;
    long batches = data.batchesTaken();
    long examples = data.examplesTaken();
    WorkerStates states = plan.states(number);
    own.fitSteps(plan.steps(), (step, all) -> plan.rates()[step], states.keep(plan.round()));
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted in round " + plan.round());
    }
    if (data.batchesTaken() - batches != plan.steps()) {
      throw new IllegalStateException(
          "a round of %d steps takes as many batches of shard.loader(…), but this one took %d; give"
                  .formatted(plan.steps(), data.batchesTaken() - batches)
              + " the learner shard.loader(data) to train on, and no accumulation");
    }
    double[] all = own.history().stepLosses();
    float[] changes = weights.read();
    for (int i = 0; i < changes.length; i++) {
      changes[i] = plan.weights()[i] - changes[i];
    }
    byte[] packed;
    try (var scope = NDManager.newBaseManager()) {
      packed = PackedArrays.pack(weights.arrays(changes, scope), plan.storage());
    }
    learner = own;
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Contribution(
        number,
        packed,
        Arrays.copyOfRange(all, steps, all.length),
        data.examplesTaken() - examples,
        packed.length,
        new Contribution.Work(work.homes(), seconds, seconds, work.attempt()),
        "");
  }

  /** This executor as a place that Spark prefers for a task. */
  private static String location() {
    BlockManagerId own = SparkEnv.get().blockManager().blockManagerId();
    return "executor_" + own.host() + "_" + own.executorId();
  }

  /** The learner, which is where the round begins. */
  private Learner ready(RoundTask.Plan plan, LocalSgd.Start start) {
    Learner own = learner;
    if (own != null && done == plan.round() - 1) {
      return own;
    }
    var begun = new Shard(number, plan.workers(), plan.steps(), plan.round());
    ResourceInformation gpu = TaskContext.get().resourcesJMap().get("gpu");
    own =
        gpu == null
            ? start.learner(begun)
            : Devices.preferring(device(gpu.addresses()), () -> start.learner(begun));
    plan.states(number).restore(own, plan.round(), plan.before());
    shard = begun;
    return own;
  }

  /** The GPU that Spark has given a task, by the number that its discovery script gave it. */
  static Device device(String[] addresses) {
    if (addresses.length == 0 || !addresses[0].matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "expected the number of a GPU from spark.executor.resource.gpu.discoveryScript, got "
              + Arrays.toString(addresses));
    }
    return Device.gpu(Integer.parseInt(addresses[0]));
  }
}
