package lungo.spark;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.models.Mlp;
import lungo.optim.Sgd;
import lungo.training.Learner;
import lungo.training.Schedules;
import lungo.weights.Storage;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Rounds of {@link LocalSgd} measured on this session's executors, and what {@link RoundCost} says
 * of them: its constants are found from all sizes with one and two workers, and from the first with
 * the most; larger networks with more workers are told in advance.
 *
 * <pre>{@code
 * var times = RoundTimes.measure(List.of(64, 4096, 16384), List.of(1, 2, 4), 8);
 * times.table();
 * }</pre>
 *
 * @param lines what was measured
 * @param cost the constants
 */
public record RoundTimes(List<Line> lines, RoundCost cost) {

  private static final int PIXELS = 784;
  private static final int CLASSES = 10;
  private static final int BATCH = 16;
  private static final int FEW = 1;
  private static final int MANY = 11;
  private static final int WARM_UP = 20;
  private static final int SHORT = 5;

  /**
   * Some rounds that are alike.
   *
   * @param job what was trained; its step is that of one worker
   * @param bytes that were sent a round
   * @param seconds the median round's
   * @param predicted what the model says
   * @param isFitted whether its constants were found from this line too
   */
  public record Line(
      RoundCost.Job job, long bytes, double seconds, double predicted, boolean isFitted) {

    /**
     * How far off the model is.
     *
     * @return 0.1 for a tenth too long
     */
    public double error() {
      return predicted / seconds - 1;
    }
  }

  /** What was measured of a line. */
  record Measured(RoundCost.Job job, long bytes, double seconds, boolean isFitted) {}

  /**
   * Measures. Every worker has the network 784-units-10 and batches of 16.
   *
   * @param units sizes of the network, in growing order; 795 weights a unit
   * @param workers numbers of workers, for which the session has room: 1, 2 and more, in growing
   *     order
   * @param rounds how many of each, of which the first is left out and the others' median is taken;
   *     five times as many of the smallest network, whose rounds are short and differ most
   * @return the times
   */
  public static RoundTimes measure(List<Integer> units, List<Integer> workers, int rounds) {
    int most = workers.isEmpty() ? 0 : workers.get(workers.size() - 1);
    if (units.size() < 2
        || !workers.contains(1)
        || !workers.contains(2)
        || most < 3
        || rounds < 2) {
      throw new IllegalArgumentException(
          "expected two sizes or more, workers 1, 2 and more, and 2 rounds or more, got %s, %s, %d"
              .formatted(units, workers, rounds));
    }
    // Compilers and heaps take their time until they are as large as they need to be.
    timed(units.get(0), most, FEW, WARM_UP);
    timed(units.get(units.size() - 1), 1, FEW, WARM_UP);
    var measured = new ArrayList<Measured>();
    for (int size : units) {
      int times = size == units.get(0) ? SHORT * rounds : rounds;
      Measured alone = timed(size, 1, FEW, times);
      double many = timed(size, 1, MANY, times).seconds();
      double step = Math.max(0, many - alone.seconds()) / (MANY - FEW);
      for (int count : workers) {
        Measured raw = count == 1 ? alone : timed(size, count, FEW, times);
        var job = new RoundCost.Job(raw.job().weights(), count, FEW, step, Storage.FLOAT32);
        boolean isFitted = count <= 2 || (size == units.get(0) && count == most);
        measured.add(new Measured(job, raw.bytes(), raw.seconds(), isFitted));
      }
    }
    RoundCost cost = fitted(measured, Runtime.getRuntime().availableProcessors());
    return new RoundTimes(
        measured.stream()
            .map(m -> new Line(m.job, m.bytes, m.seconds, cost.seconds(m.job), m.isFitted))
            .toList(),
        cost);
  }

  private static Measured timed(int units, int workers, int steps, int rounds) {
    List<LocalSgd.Round> all =
        LocalSgd.of(learner(units, made()), workers, shard -> learner(units, shard.loader(made())))
            .steps(steps)
            .averaging()
            .fit(rounds, Schedules.constant(1e-3));
    double[] seconds = all.stream().skip(1).mapToDouble(LocalSgd.Round::seconds).sorted().toArray();
    long weights = (long) units * (PIXELS + 1 + CLASSES) + CLASSES;
    var job = new RoundCost.Job(weights, workers, steps, 0, Storage.FLOAT32);
    return new Measured(job, all.get(0).bytes(), seconds[seconds.length / 2], false);
  }

  private static Loader made() {
    return new MadeBatches(
        100,
        BATCH,
        (manager, i) ->
            new Batch(
                new NDList(manager.ones(new Shape(BATCH, PIXELS))),
                new NDList(manager.create(new long[BATCH]))));
  }

  private static Learner learner(int units, Loader data) {
    List<String> names = IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
    return Learner.classifier(data, null, names, new Shape(PIXELS), Mlp.of(PIXELS, units, CLASSES))
        .optimizer(Sgd.of(1e-3));
  }

  /**
   * Latencies and bandwidth by least squares of the relative error: (T - steps) / T = L (W / P / T)
   * + l (k / T) + (bytes / T) / S, three unknowns. A latency that would be below zero is zero, and
   * the others are found without it.
   */
  static RoundCost fitted(List<Measured> all, int machines) {
    List<double[]> rows =
        all.stream()
            .filter(Measured::isFitted)
            .map(
                m -> {
                  double steps = RoundCost.turns(m.job.workers(), machines) * m.job.stepSeconds();
                  double bytes = RoundCost.handled(m.job, machines);
                  double t = m.seconds;
                  double begun = (double) m.job.workers() / machines;
                  return new double[] {begun / t, m.job.levels() / t, bytes / t, 1 - steps / t};
                })
            .toList();
    double[] found = {0, 0, 0};
    for (int[] unknowns : new int[][] {{0, 1, 2}, {1, 2}, {0, 2}, {2}}) {
      double[] some = leastSquares(rows, unknowns);
      if (Arrays.stream(some).allMatch(value -> value >= 0)) {
        for (int i = 0; i < some.length; i++) {
          found[unknowns[i]] = some[i];
        }
        break;
      }
    }
    double work = 1 / Math.max(1e-12, found[2]);
    return new RoundCost(found[0], found[1], work, Double.POSITIVE_INFINITY, machines);
  }

  /** Solves the normal equations by elimination; the last number of a row is its right side. */
  private static double[] leastSquares(List<double[]> rows, int[] unknowns) {
    int n = unknowns.length;
    var a = new double[n][n + 1];
    for (double[] row : rows) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= n; j++) {
          a[i][j] += row[unknowns[i]] * row[j < n ? unknowns[j] : row.length - 1];
        }
      }
    }
    for (int pivot = 0; pivot < n; pivot++) {
      for (int i = 0; i < n; i++) {
        double factor = i == pivot ? 0 : a[i][pivot] / a[pivot][pivot];
        for (int j = pivot; j <= n; j++) {
          a[i][j] -= factor * a[pivot][j];
        }
      }
    }
    return IntStream.range(0, n).mapToDouble(i -> a[i][n] / a[i][i]).toArray();
  }

  /**
   * A row a line.
   *
   * @return a new table
   */
  public Table table() {
    return Table.create(
        "Rounds, measured and told by the model",
        numbers("million weights", l -> l.job.weights() / 1e6),
        IntColumn.create("workers", lines.stream().mapToInt(l -> l.job.workers()).toArray()),
        numbers("MB a round", l -> l.bytes / 1e6),
        numbers("seconds", Line::seconds),
        numbers("model", Line::predicted),
        numbers("error %", l -> 100 * l.error()),
        StringColumn.create("", lines.stream().map(l -> l.isFitted ? "fitted" : "told").toList()));
  }

  /** With three digits behind the point, which is more than a clock is good for. */
  private DoubleColumn numbers(String name, ToDoubleFunction<Line> value) {
    return DoubleColumn.create(
        name,
        lines.stream().mapToDouble(l -> Math.rint(1e3 * value.applyAsDouble(l)) / 1e3).toArray());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "a worker %.3f s and a level %.3f s to begin, %.0f MB/s a processor, %d processors",
        cost.worker(),
        cost.level(),
        cost.work() / 1e6,
        cost.machines());
  }
}
