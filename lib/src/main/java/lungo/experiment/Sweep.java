package lungo.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import lungo.random.Seed;
import lungo.tasks.TaskRunner;
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

  /**
   * How many trials go on at once.
   *
   * @param count threads or processes
   * @param inProcesses whether each has a process of its own
   * @param memory of all processes together, in bytes
   * @param elsewhere what runs them, or null for this machine
   */
  private record AtOnce(
      int count, boolean inProcesses, long memory, @Nullable TaskRunner elsewhere) {}

  private final Plan plan;
  private final RunFolder folder;
  private final AtOnce atOnce;
  private final @Nullable String metric;
  private final boolean lowest;

  private Sweep(
      Plan plan, RunFolder folder, AtOnce atOnce, @Nullable String metric, boolean lowest) {
    this.plan = plan;
    this.folder = folder;
    this.atOnce = atOnce;
    this.metric = metric;
    this.lowest = lowest;
  }

  private static Sweep of(Plan plan) {
    var one = new AtOnce(1, false, Long.MAX_VALUE, null);
    return new Sweep(plan, Experiments.in(Experiments.DEFAULT), one, null, true);
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
    return new Sweep(plan, folder, atOnce, name, true);
  }

  /**
   * Looks for the highest last value of a metric.
   *
   * @param name what each trial logs
   * @return a new sweep
   */
  public Sweep maximize(String name) {
    return new Sweep(plan, folder, atOnce, name, false);
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
    return with(new AtOnce(positive(count, "threads"), false, atOnce.memory, null));
  }

  /**
   * Does each trial in a Java process of its own, several at once: results repeat exactly whatever
   * is in the network, and a trial that the system kills is taken up again, from its newest
   * checkpoint, twice at most. Trials are given by a class then, {@link #run(String, Class)}.
   * Processors are shared out by {@code OMP_NUM_THREADS}, unless that is set.
   *
   * @param count how many at once at most, 1 or more
   * @return a new sweep
   */
  public Sweep processes(int count) {
    return with(new AtOnce(positive(count, "processes"), true, atOnce.memory, null));
  }

  /**
   * Gives all processes of {@link #processes} together some memory: the first trial goes alone, to
   * see what one needs (its peak of resident memory), then as many at once as fit by the most that
   * any has needed so far; one always goes on. Only Linux tells a process's peak; elsewhere one
   * trial goes at a time.
   *
   * @param bytes such as {@code 8L << 30} for 8 GiB, 1 or more
   * @return a new sweep
   */
  public Sweep memory(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("memory must be 1 byte or more, got " + bytes);
    }
    return with(new AtOnce(atOnce.count, atOnce.inProcesses, bytes, null));
  }

  /**
   * Does each trial elsewhere, such as on a cluster's executors ({@code Spark.executors()} of the
   * module spark), as many at once as there is room for. What a trial does travels there, with what
   * it captures. A trial whose process is lost is taken up again by another one, from its newest
   * checkpoint. Its run is written there: the folder of runs has to be the same on all machines.
   *
   * @param runner runs the trials
   * @return a new sweep
   */
  public Sweep on(TaskRunner runner) {
    return with(new AtOnce(runner.slots(), false, Long.MAX_VALUE, runner));
  }

  private static int positive(int count, String what) {
    if (count < 1) {
      throw new IllegalArgumentException(what + " must be 1 or more, got " + count);
    }
    return count;
  }

  private Sweep with(AtOnce other) {
    return new Sweep(plan, folder, other, metric, lowest);
  }

  /**
   * Keeps the runs elsewhere than in {@code runs}.
   *
   * @param other the folder
   * @return a new sweep
   */
  public Sweep in(Path other) {
    return new Sweep(plan, Experiments.in(other), atOnce, metric, lowest);
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
    if (atOnce.inProcesses || atOnce.memory != Long.MAX_VALUE) {
      throw new IllegalStateException(
          "other processes know nothing of this one's variables: give them a class of its own,"
              + " class Training implements Body<Exception> { … }, and"
              + " processes(2).run(name, Training.class)");
    }
    TaskRunner elsewhere = atOnce.elsewhere;
    return run(
        name,
        elsewhere == null
            ? new TrialWork.Here(body, atOnce.count)
            : new TrialWork.Elsewhere(body, elsewhere));
  }

  /**
   * Runs the trials, each in a process of its own ({@link #processes}; one at a time where nothing
   * was said). The class is made there anew, by its constructor without parameters; it may be of
   * the class path or of a notebook's cell, and knows what {@link Run#config} tells it, but no
   * variables of the notebook.
   *
   * <pre>{@code
   * class Training implements Body<Exception> {
   *   public void run(Run run) throws Exception {
   *     var data = ImageData.open("../datasets/fashion-mnist").split(0.1).batch(100);
   *     var learner = Learner.classifier(data, LeNet.lenet5(data.classes().size()));
   *     run.fit(learner, 3, oneCycle(run.config().number("rate")));
   *   }
   * }
   * Sweep.grid(space).minimize("valid_loss").processes(2).memory(4L << 30).run("clothes", Training.class);
   * }</pre>
   *
   * @param name the experiment's name
   * @param body what a trial does
   * @return the trials; with the thread still interrupted if an interrupt stopped them
   * @throws IllegalArgumentException if a trial came to its end without the metric, or the class
   *     cannot be made without an instance around it
   * @throws IllegalStateException if nothing was said of what is best
   */
  public SweepResult run(String name, Class<? extends Body<?>> body) {
    if (Arrays.stream(body.getDeclaredConstructors()).noneMatch(c -> c.getParameterCount() == 0)) {
      throw new IllegalArgumentException(
          body.getName() + " has no constructor without parameters; make it a static class");
    }
    TaskRunner elsewhere = atOnce.elsewhere;
    if (elsewhere != null) {
      return run(name, new TrialWork.Elsewhere(new TrialTask.Made(body), elsewhere));
    }
    var room = new TrialRoom(atOnce.count, atOnce.memory);
    return run(name, new TrialWork.Processes(body, atOnce.count, room));
  }

  private SweepResult run(String name, TrialWork work) {
    if (metric == null) {
      throw new IllegalStateException(
          "say what is best: minimize(\"valid_loss\") or maximize(\"valid_accuracy\")");
    }
    RunFolder.checkName("experiment", name);
    var trials = new SweepTrials(name, folder, metric, lowest, atOnce.count, work);
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
