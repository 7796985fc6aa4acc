package lungo.spark;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
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
 * of them: its constants are found from the first and the last size with one and two workers, and
 * from the first with the most; the others are told in advance.
 *
 * <pre>{@code
 * var times = RoundTimes.measure(List.of(64, 512, 4096), List.of(1, 2, 4), 7);
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
   * @param rounds how many of each, of which the first is left out and the others' median is taken
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
    var measured = new ArrayList<Measured>();
    for (int size : units) {
      boolean isEnd = size == units.get(0) || size == units.get(units.size() - 1);
      Measured alone = timed(size, 1, FEW, rounds);
      double many = timed(size, 1, MANY, rounds).seconds();
      double step = Math.max(0, many - alone.seconds()) / (MANY - FEW);
      for (int count : workers) {
        Measured raw = count == 1 ? alone : timed(size, count, FEW, rounds);
        var job = new RoundCost.Job(raw.job().weights(), count, FEW, step, Storage.FLOAT32);
        boolean isFitted = (isEnd && count <= 2) || (size == units.get(0) && count == most);
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
   * Latencies and bandwidth by least squares of the relative error: (T - steps) / T = L / T + l (k
   * / T) + (bytes / T) / S, three unknowns.
   */
  static RoundCost fitted(List<Measured> all, int machines) {
    var products = new double[3][3];
    var right = new double[3];
    for (Measured m : all) {
      if (m.isFitted) {
        double[] x = {1, m.job.levels(), RoundCost.handled(m.job, machines)};
        double steps = RoundCost.turns(m.job.workers(), machines) * m.job.stepSeconds();
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            products[i][j] += x[i] / m.seconds * x[j] / m.seconds;
          }
          right[i] += x[i] / m.seconds * (1 - steps / m.seconds);
        }
      }
    }
    double whole = determinant(products[0], products[1], products[2]);
    double stage = determinant(right, products[1], products[2]) / whole;
    double level = determinant(products[0], right, products[2]) / whole;
    double inverse = determinant(products[0], products[1], right) / whole;
    return new RoundCost(
        Math.max(0, stage),
        Math.max(0, level),
        1 / Math.max(1e-12, inverse),
        Double.POSITIVE_INFINITY,
        machines);
  }

  /** Of three columns, by which Cramer's rule solves three equations. */
  private static double determinant(double[] a, double[] b, double[] c) {
    return a[0] * (b[1] * c[2] - b[2] * c[1])
        - b[0] * (a[1] * c[2] - a[2] * c[1])
        + c[0] * (a[1] * b[2] - a[2] * b[1]);
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
        "a round %.3f s and a level %.3f s to begin, %.0f MB/s a processor, %d processors",
        cost.stage(),
        cost.level(),
        cost.work() / 1e6,
        cost.machines());
  }
}
