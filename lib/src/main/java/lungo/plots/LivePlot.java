package lungo.plots;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lungo.display.Display;
import lungo.display.MimeBundle;
import lungo.training.Callback;
import lungo.training.History;
import org.jspecify.annotations.Nullable;

/**
 * Draws the learning curves of a run while it trains, in one output that changes in place. It takes
 * its place at the first step, so that a notebook's outputs have one order in every run. The record
 * is copied between two steps and drawn on a thread of its own, which rests nineteen times the
 * processor's time that it took (the first drawing, which loads and compiles much, is not held
 * against it); the last state is always drawn, whatever ended the run. A figure that cannot be
 * drawn never ends the training: it is logged and left out.
 */
final class LivePlot implements Callback {

  private static final System.Logger LOG = System.getLogger(LivePlot.class.getName());
  private static final Duration SHORTEST_REST = Duration.ofMillis(500);
  private static final int REST_TO_DRAWING = 19;
  private static final long BUSY = Long.MAX_VALUE;

  private final LongSupplier nanoTime;
  private final LongSupplier workNanos;
  private final Executor drawer;
  private final AtomicLong dueAt = new AtomicLong();
  private long previousTook;
  private int stepsPerEpoch;
  private boolean ended;
  private boolean failed;
  private @Nullable Display display;

  LivePlot() {
    this(System::nanoTime, LivePlot::processorTime, thread());
  }

  LivePlot(LongSupplier nanoTime, LongSupplier workNanos, Executor drawer) {
    this.nanoTime = nanoTime;
    this.workNanos = workNanos;
    this.drawer = drawer;
  }

  /**
   * A thread that is made when it is first needed, by the thread that trains, and goes when idle.
   */
  static Executor thread() {
    var pool =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              var thread = new Thread(work, "live plot");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** What the current thread has taken from training; waiting for a processor is not counted. */
  private static long processorTime() {
    var threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported()
        ? threads.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  @Override
  public void fitBegin(FitBegin event) {
    synchronized (this) {
      stepsPerEpoch = event.stepsPerEpoch();
      display = null;
      ended = false;
    }
    dueAt.set(nanoTime.getAsLong() + SHORTEST_REST.toNanos());
  }

  @Override
  public void stepEnd(StepEnd event) {
    drawIfDue(event.history());
  }

  @Override
  public void epochEnd(EpochEnd event) {
    drawIfDue(event.history());
  }

  @Override
  public void fitEnd(FitEnd event) {
    // Output that is sent while the interrupt is pending could be cut off by it.
    boolean interrupted = Thread.interrupted();
    try {
      draw(Snapshot.of(event.history(), stepsPerEpoch), true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void drawIfDue(History history) {
    takePlace();
    long due = dueAt.get();
    if (due == BUSY || nanoTime.getAsLong() - due < 0) {
      return;
    }
    dueAt.set(BUSY);
    var snapshot = Snapshot.of(history, stepsPerEpoch);
    drawer.execute(
        () -> {
          long before = workNanos.getAsLong();
          draw(snapshot, false);
          long took = workNanos.getAsLong() - before;
          dueAt.set(nanoTime.getAsLong() + rest(took));
        });
  }

  /**
   * After the quicker of the last two drawings, so that no single hiccup stops the plot for long.
   */
  private synchronized long rest(long took) {
    long usual = Math.min(took, previousTook);
    previousTook = took;
    Duration least = Display.redrawInterval();
    Duration shortest = least.compareTo(SHORTEST_REST) > 0 ? least : SHORTEST_REST;
    return Math.max(shortest.toNanos(), REST_TO_DRAWING * usual);
  }

  private synchronized void takePlace() {
    if (display == null && !failed) {
      put(() -> MimeBundle.text("learning curves"));
    }
  }

  /** One figure at a time; none of an older state after the last. */
  private synchronized void draw(Snapshot snapshot, boolean last) {
    if (ended || failed) {
      return;
    }
    ended = last;
    put(
        () -> {
          var figure = LearningCurves.of(snapshot);
          return Png.bundle(figure, figure.toString());
        });
  }

  private synchronized void put(Supplier<MimeBundle> drawing) {
    try {
      var bundle = drawing.get();
      if (display == null) {
        display = Display.show(bundle);
      } else {
        display.update(bundle);
      }
    } catch (RuntimeException | LinkageError | InternalError e) {
      failed = true;
      LOG.log(Level.WARNING, "The learning curves cannot be drawn; training goes on", e);
    }
  }
}
