package lungo.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import lungo.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Tries settings, a run each, and tells which is best.
 *
 * <pre>{@code
 * var result = Sweep.random(space, 12).minimize("valid_loss").threads(2).run("clothes", run -> {
 *   var data = images.batch(run.config().integer("batch"));
 *   var learner = Learner.classifier(data, LeNet.lenet5(data.classes().size()));
 *   run.fit(learner, 3, oneCycle(run.config().number("rate")));
 * });
 * }</pre>
 *
 * The sweep's table grows in the cell while it runs. Called again under the same name, with the
 * same seed, it takes over the trials that are finished, goes on with those that were cut off, and
 * tries again those that failed. A trial that fails is shown and ends nothing; an interrupt stops
 * all trials, and what they have stays.
 */
public final class Sweep {

  private static final int DRAWS = 100;

  /** Which settings are tried, and which go on. */
  sealed interface Plan {

    /** All at once. */
    record Once(List<Map<String, Object>> settings) implements Plan {}

    /**
     * Rounds of fewer trials with more to spend.
     *
     * @param budget the setting that says how much a trial may spend
     * @param least how much in the first round
     */
    record Halving(List<Map<String, Object>> settings, String budget, int least) implements Plan {}
  }

  private final Plan plan;
  private final RunFolder folder;
  private final int threads;
  private final @Nullable String metric;
  private final boolean lowest;

  private Sweep(Plan plan, RunFolder folder, int threads, @Nullable String metric, boolean lowest) {
    this.plan = plan;
    this.folder = folder;
    this.threads = threads;
    this.metric = metric;
    this.lowest = lowest;
  }

  private static Sweep of(Plan plan) {
    return new Sweep(plan, Experiments.in(Experiments.DEFAULT), 1, null, true);
  }

  /**
   * Every combination of a space of choices and whole numbers.
   *
   * @param space the settings
   * @return a sweep
   * @throws IllegalArgumentException if the space is empty, or a setting is a range of numbers
   */
  public static Sweep grid(Space space) {
    space
        .continuous()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "'" + name + "' is a range: grid(space, 3) tries three points of it");
            });
    return grid(space, Integer.MAX_VALUE);
  }

  /**
   * Every combination, with some points of each range of numbers, its ends among them.
   *
   * @param space the settings
   * @param points how many of each range, 1 or more
   * @return a sweep
   * @throws IllegalArgumentException if the space is empty
   */
  public static Sweep grid(Space space, int points) {
    check(space, points, "points");
    return of(new Plan.Once(space.grid(points)));
  }

  /**
   * Settings drawn at random, which follow from the seed. Bergstra and Bengio 2012,
   * https://jmlr.org/papers/v13/bergstra12a.html
   *
   * @param space the settings
   * @param trials how many, 1 or more; the same ones count once
   * @return a sweep
   * @throws IllegalArgumentException if the space is empty
   */
  public static Sweep random(Space space, int trials) {
    check(space, trials, "trials");
    return of(new Plan.Once(drawn(space, trials)));
  }

  /**
   * Successive halving: many settings drawn at random get little to spend; the better half of them
   * is tried again, from the start, with twice as much, until one is left. Each round costs about
   * the same. Jamieson and Talwalkar 2016, https://arxiv.org/abs/1502.07943; here a trial begins
   * anew in each round, since a schedule of rates depends on its length.
   *
   * @param space the settings
   * @param trials how many in the first round, 2 or more
   * @param budget the setting that says how much a trial may spend, such as {@code epochs}
   * @param least how much in the first round, 1 or more
   * @return a sweep
   * @throws IllegalArgumentException if the space is empty, or has a setting of the budget's name
   */
  public static Sweep halving(Space space, int trials, String budget, int least) {
    check(space, trials - 1, "trials but one");
    check(space, least, budget);
    if (space.has(budget)) {
      throw new IllegalArgumentException(
          "'" + budget + "' is what halving spends, it cannot be a setting of the space too");
    }
    return of(new Plan.Halving(drawn(space, trials), budget, least));
  }

  private static void check(Space space, int count, String what) {
    if (space.isEmpty()) {
      throw new IllegalArgumentException(
          "the space is empty; Space.of().choice(\"hidden\", 32, 64) has something to try");
    }
    if (count < 1) {
      throw new IllegalArgumentException(what + " must be 1 or more, got " + count);
    }
  }

  /** What the first round tries, in order. */
  List<Map<String, Object>> settings() {
    return plan instanceof Plan.Halving halving
        ? halving.settings()
        : ((Plan.Once) plan).settings();
  }

  private static List<Map<String, Object>> drawn(Space space, int trials) {
    SplittableRandom random = Seed.stream("sweep");
    var drawn = new LinkedHashSet<Map<String, Object>>();
    for (int i = 0; i < DRAWS * trials && drawn.size() < trials; i++) {
      drawn.add(space.draw(random));
    }
    return new ArrayList<>(drawn);
  }

  /**
   * Looks for the lowest last value of a metric.
   *
   * @param name what each trial logs
   * @return a new sweep
   */
  public Sweep minimize(String name) {
    return new Sweep(plan, folder, threads, name, true);
  }

  /**
   * Looks for the highest last value of a metric.
   *
   * @param name what each trial logs
   * @return a new sweep
   */
  public Sweep maximize(String name) {
    return new Sweep(plan, folder, threads, name, false);
  }

  /**
   * Does several trials at once. They share the process's memory, and the engine's random numbers:
   * where a network has dropout, or layers whose initial weights the engine draws, results repeat
   * exactly with 1 thread only, which is what is taken where nothing is said.
   *
   * @param count how many, 1 or more
   * @return a new sweep
   */
  public Sweep threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads must be 1 or more, got " + count);
    }
    return new Sweep(plan, folder, count, metric, lowest);
  }

  /**
   * Keeps the runs elsewhere than in {@code runs}.
   *
   * @param other the folder
   * @return a new sweep
   */
  public Sweep in(Path other) {
    return new Sweep(plan, Experiments.in(other), threads, metric, lowest);
  }

  /**
   * Runs the trials. Each is a run of the experiment of this name, with its settings as the
   * configuration; what it shows is not shown.
   *
   * @param name the experiment's name
   * @param body what a trial does
   * @return the trials; with the thread still interrupted if an interrupt stopped them
   * @throws IllegalArgumentException if a trial came to its end without the metric; the message has
   *     what it logged
   * @throws IllegalStateException if nothing was said of what is best
   */
  public SweepResult run(String name, Body<? extends Exception> body) {
    if (metric == null) {
      throw new IllegalStateException(
          "say what is best: minimize(\"valid_loss\") or maximize(\"valid_accuracy\")");
    }
    RunFolder.checkName("experiment", name);
    var trials = new SweepTrials(name, folder, metric, lowest, threads, body);
    if (plan instanceof Plan.Halving halving) {
      return halve(trials, halving);
    }
    trials.round(((Plan.Once) plan).settings());
    return trials.end();
  }

  private static SweepResult halve(SweepTrials trials, Plan.Halving halving) {
    List<Map<String, Object>> settings = halving.settings();
    for (int budget = halving.least(); ; budget = Math.multiplyExact(budget, 2)) {
      var round = new ArrayList<Map<String, Object>>();
      for (Map<String, Object> each : settings) {
        var spending = new LinkedHashMap<>(each);
        spending.put(halving.budget(), budget);
        round.add(spending);
      }
      List<Map<String, Object>> ranked = trials.round(round);
      int kept = Math.min(ranked.size(), settings.size() / 2);
      if (kept == 0) {
        return trials.end();
      }
      settings = ranked.subList(0, kept);
    }
  }
}
