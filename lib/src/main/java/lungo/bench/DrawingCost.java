package lungo.bench;

import ai.djl.ndarray.NDManager;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import lungo.plots.Plots;
import lungo.random.Seed;
import lungo.training.Callback;
import lungo.training.Learner;
import lungo.training.Limits;
import lungo.training.Schedules;

/**
 * What live learning curves take from training: the processor's time of the thread that draws, of
 * the training's wall time, and the steps a second with and without curves. The steps are short, so
 * that there is much to draw.
 *
 * @param drawings how many figures were drawn
 * @param drawingSeconds the processor's time of the thread that draws
 * @param trainingSeconds how long the training took
 * @param steps how many steps it did
 */
record DrawingCost(int drawings, double drawingSeconds, double trainingSeconds, int steps) {

  private static final Case WHAT = Case.named("mlp");
  private static final String THREAD = "live plot";

  /** What is drawn goes nowhere. */
  private static final class Counting implements DisplaySink {
    final AtomicInteger drawn = new AtomicInteger();

    @Override
    public void show(String id, MimeBundle bundle) {
      count(bundle);
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      count(bundle);
    }

    private void count(MimeBundle bundle) {
      if (bundle.data().containsKey(MimeBundle.PNG)) {
        drawn.incrementAndGet();
      }
    }

    @Override
    public void clear(boolean wait) {}
  }

  /**
   * Trains for a while with curves, or without.
   *
   * @param seconds how long
   * @param isDrawn whether curves are drawn
   */
  static DrawingCost measure(Duration seconds, boolean isDrawn) {
    var sink = new Counting();
    DisplaySink before = Display.attach(sink);
    try (NDManager manager = Seed.engine().newBaseManager()) {
      Seed.set(1);
      Learner learner =
          Worker.learner(WHAT, new Worker.SameBatch(Worker.batch(WHAT.data(), manager)));
      Set<Long> others = drawers();
      long start = System.nanoTime();
      Callback limit = Limits.time(seconds);
      if (isDrawn) {
        learner.fitSteps(1_000_000, Schedules.constant(1e-3), limit, Plots.livePlot());
      } else {
        learner.fitSteps(1_000_000, Schedules.constant(1e-3), limit);
      }
      double took = (System.nanoTime() - start) / 1e9;
      int steps = learner.history().stepLosses().length;
      double drawing = processorSeconds(others);
      return new DrawingCost(sink.drawn.get(), drawing, took, steps);
    } finally {
      Display.attach(before);
    }
  }

  /** The threads that draw; a run's goes 5 seconds after its last drawing. */
  private static Set<Long> drawers() {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(each -> each != null && each.getThreadName().equals(THREAD))
        .map(ThreadInfo::getThreadId)
        .collect(Collectors.toSet());
  }

  /** The processor's time of those that were not there before. */
  private static double processorSeconds(Set<Long> others) {
    return drawers().stream()
            .filter(id -> !others.contains(id))
            .mapToLong(id -> Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(id)))
            .sum()
        / 1e9;
  }

  /** The share of the training's time. */
  double share() {
    return drawingSeconds / trainingSeconds;
  }

  double stepsASecond() {
    return steps / trainingSeconds;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %d drawings in %.1f s of training took %.2f s of one thread, %.1f %%; %.0f steps a"
            + " second",
        WHAT,
        drawings,
        trainingSeconds,
        drawingSeconds,
        100 * share(),
        stepsASecond());
  }
}
