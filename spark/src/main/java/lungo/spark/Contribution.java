package lungo.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import lungo.weights.PackedArrays;
import lungo.weights.Storage;

/**
 * What workers found in a round, summed up.
 *
 * @param place of the worker in the tree of sums
 * @param changes what their weights went down by, packed; empty if there is an error
 * @param losses the sum of their losses, of each step
 * @param examples how many examples they learned from
 * @param bytes what was sent of changes and sums of them, this one included
 * @param work how long they took
 * @param error why a worker could not do its part; empty if all could
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Contribution(
    int place, byte[] changes, double[] losses, long examples, long bytes, Work work, String error)
    implements Serializable {

  /**
   * The executor that a worker is on.
   *
   * @param address which the tasks of a stage know of each other
   * @param location as Spark takes it for where a task should run
   */
  record Home(String address, String location) implements Serializable {}

  /**
   * Who worked, and for how long.
   *
   * @param homes of each worker
   * @param fastest the seconds of the worker that took the least
   * @param slowest and of the one that took the most
   * @param attempt how often the round was begun, from 1
   */
  record Work(TreeMap<Integer, Home> homes, double fastest, double slowest, int attempt)
      implements Serializable {

    int executors() {
      return Set.copyOf(homes.values()).size();
    }

    Work plus(Work other) {
      var all = new TreeMap<>(homes);
      all.putAll(other.homes);
      return new Work(
          all,
          Math.min(fastest, other.fastest),
          Math.max(slowest, other.slowest),
          Math.max(attempt, other.attempt));
    }
  }

  static Contribution failed(int place, Work work, String error) {
    return new Contribution(place, new byte[0], new double[0], 0, 0, work, error);
  }

  Contribution at(int attempt) {
    var again = new Work(work.homes, work.fastest, work.slowest, attempt);
    return new Contribution(place, changes, losses, examples, bytes, again, error);
  }

  /** The sum of two, packed as they are. Which one is first makes no difference. */
  static Contribution plus(Contribution a, Contribution b, Storage storage) {
    Work work = a.work.plus(b.work);
    if (!a.error.isEmpty() || !b.error.isEmpty()) {
      return failed(a.place, work, a.error.isEmpty() ? b.error : a.error);
    }
    double[] losses = a.losses.clone();
    for (int i = 0; i < losses.length; i++) {
      losses[i] += b.losses[i];
    }
    try (var scope = NDManager.newBaseManager()) {
      Map<String, NDArray> sums = PackedArrays.unpack(a.changes, scope);
      PackedArrays.unpack(b.changes, scope)
          .forEach((name, array) -> Objects.requireNonNull(sums.get(name), name).addi(array));
      byte[] packed = PackedArrays.pack(sums, storage);
      return new Contribution(
          a.place,
          packed,
          losses,
          a.examples + b.examples,
          a.bytes + b.bytes + packed.length,
          work,
          "");
    }
  }
}
