package lungo.spark;

import lungo.weights.Storage;

/**
 * How long a round of {@link LocalSgd} takes, by a model with five constants.
 *
 * <pre>
 *   T = L W / P + l k                                 what each worker and each level of the tree costs to begin, k = ⌈log2 W⌉, at least 1
 *     + t(W) (H c + (16 N + b N) / S)                 each worker: weights received, unpacked and written; H steps; changes read and packed
 *     + Σ t(s_i) 3 b N / S,  i = 1 … k                the s_i sums of a level, of two of the w that are left: two read, one written
 *     + (8 N + 4 b N) / S                             the driver: weights packed and sent; the sum packed, sent, received and unpacked
 *     + (4 N + (k + 1) b N) / B                       the network: weights down, changes up the tree
 * </pre>
 *
 * N weights, W workers, H steps of c seconds, b bytes a weight in a change (4, 2 or 1), and t(n) =
 * ⌈n / P⌉ turns for n pieces of work on P machines that work at once. It is the cost that Thakur,
 * Rabenseifner and Gropp (2005, "Optimization of collective communication operations in MPICH")
 * count for trees, latency and bytes over bandwidth, with the processor's work on each byte beside
 * it, which outweighs the network's on one machine. {@link RoundTimes} measures the constants.
 *
 * <pre>{@code
 * var cost = new RoundCost(0.05, 0.05, 1e9, 1.25e9, 100);    // 100 machines on 10 Gbit/s
 * cost.seconds(new RoundCost.Job(25_557_032, 100, 50, 0.1, Storage.INT8));
 * }</pre>
 *
 * @param worker L, the seconds of a processor that it costs to begin a round on one worker, most of
 *     them the driver's and the executor's Java
 * @param level l, the seconds that each level of the tree costs to begin
 * @param work S, the bytes a second that a machine reads or writes of weights and changes
 * @param network B, the bytes a second between two machines; infinite on one
 * @param machines P, how many work at once
 */
public record RoundCost(double worker, double level, double work, double network, int machines) {

  private static final int MOST_STEPS = 1_000_000;

  /**
   * A training.
   *
   * @param weights N
   * @param workers W
   * @param steps H
   * @param stepSeconds c, of one worker on a machine of its own
   * @param storage how changes travel
   */
  public record Job(long weights, int workers, int steps, double stepSeconds, Storage storage) {

    /**
     * Checks the numbers.
     *
     * @param weights N
     * @param workers W
     * @param steps H
     * @param stepSeconds c, of one worker on a machine of its own
     * @param storage how changes travel
     */
    public Job {
      if (weights < 1 || workers < 1 || steps < 1 || !(stepSeconds >= 0)) {
        throw new IllegalArgumentException(
            "expected 1 weight, worker and step or more and 0 seconds or more, got %d, %d, %d, %s"
                .formatted(weights, workers, steps, stepSeconds));
      }
    }

    int levels() {
      return Math.max(1, 32 - Integer.numberOfLeadingZeros(workers - 1));
    }

    /** Of one change, without a scale a row and vectors that are kept as they are. */
    double changeBytes() {
      return (double) weights
          * switch (storage) {
            case FLOAT32 -> 4;
            case FLOAT16, BFLOAT16 -> 2;
            case INT8 -> 1;
          };
    }

    /** The same with other steps. */
    Job with(int others) {
      return new Job(weights, workers, others, stepSeconds, storage);
    }
  }

  /**
   * Checks the constants.
   *
   * @param worker L, the seconds of a processor that it costs to begin a round on one worker
   * @param level l, the seconds that each level of the tree costs to begin
   * @param work S, the bytes a second that a machine reads or writes of weights and changes
   * @param network B, the bytes a second between two machines; infinite on one
   * @param machines P, how many work at once
   */
  public RoundCost {
    if (!(worker >= 0 && level >= 0 && work > 0 && network > 0) || machines < 1) {
      throw new IllegalArgumentException(
          "expected 0 seconds or more, rates above 0 and 1 machine or more, got %s, %s, %s, %s, %d"
              .formatted(worker, level, work, network, machines));
    }
  }

  /**
   * How long a round takes.
   *
   * @param job what is trained
   * @return seconds
   */
  public double seconds(Job job) {
    double down = 4.0 * job.weights();
    double sent = down + (job.levels() + 1) * job.changeBytes();
    return worker * job.workers() / machines
        + level * job.levels()
        + turns(job.workers(), machines) * job.steps() * job.stepSeconds()
        + handled(job, machines) / work
        + sent / network;
  }

  /** The bytes that are read and written one after the other. */
  static double handled(Job job, int machines) {
    double weights = 4.0 * job.weights();
    double change = job.changeBytes();
    double bytes =
        2 * weights + 4 * change + turns(job.workers(), machines) * (4 * weights + change);
    int width = job.workers();
    for (int level = 0; level < job.levels(); level++) {
      bytes += turns(width / 2, machines) * 3 * change;
      width = (width + 1) / 2;
    }
    return bytes;
  }

  static int turns(int pieces, int machines) {
    return (pieces + machines - 1) / machines;
  }

  /**
   * Which part of a round is spent on steps; the rest is what it costs to be many.
   *
   * @param job what is trained
   * @return from 0 to 1
   */
  public double efficiency(Job job) {
    return turns(job.workers(), machines) * job.steps() * job.stepSeconds() / seconds(job);
  }

  /**
   * The fewest steps a round that are spent on steps to a part.
   *
   * @param job what is trained; its steps do not count
   * @param part such as 0.9
   * @return H
   * @throws IllegalArgumentException if the part is not in (0, 1), or even a million steps will not
   *     do
   */
  public int steps(Job job, double part) {
    if (!(part > 0 && part < 1)) {
      throw new IllegalArgumentException("the part must be in (0, 1), got " + part);
    }
    double once = turns(job.workers(), machines) * job.stepSeconds();
    double rest = seconds(job.with(1)) - once;
    double steps = Math.max(1, Math.ceil(part / (1 - part) * rest / once));
    if (!(steps <= MOST_STEPS)) {
      throw new IllegalArgumentException(
          "a step of %s s is too short: a million a round are less than %s of it"
              .formatted(job.stepSeconds(), part));
    }
    return (int) steps;
  }
}
