package lungo.kernel.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that cells run on: one for the notebook, one for each of its subshells. They share
 * the compiler, which one of them has at a time, and the check that stops them; the user's code
 * runs on all of them at once.
 */
final class CellThreads implements CellControl.UserCode, AutoCloseable {

  private static final long STRAGGLERS_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long INSISTING_NANOS = Duration.ofSeconds(2).toNanos();

  private final Reserve reserve = new Reserve();
  private final ThreadGroup group = new Group();
  private final CellStreams streams;
  private final Lock compiler;
  private final ClassLoader loader;
  private final Watchers watchers;
  private final List<CellThread> threads = new CopyOnWriteArrayList<>();
  private final CellThread main;
  private volatile Consumer<Throwable> uncaught = Throwable::printStackTrace;
  private volatile boolean isClosed;
  private volatile boolean isArmed;

  CellThreads(CellStreams streams, Lock compiler, ClassLoader loader, Watchers watchers) {
    this.streams = streams;
    this.compiler = compiler;
    this.loader = loader;
    this.watchers = watchers;
    this.main = open("cell");
  }

  /** Says how to report what ends a thread that a cell started. */
  void onUncaught(Consumer<Throwable> report) {
    uncaught = report;
  }

  /** One more thread for cells. */
  CellThread open(String name) {
    var thread = new CellThread(this, name);
    threads.add(thread);
    return thread;
  }

  /** Stops what runs on a thread and ends it. */
  void close(CellThread thread) {
    thread.close();
    threads.remove(thread);
  }

  /** The notebook's own thread. */
  CellThread main() {
    return main;
  }

  /** The thread of the cell that the calling thread works for; the main one if it is for none. */
  CellThread current() {
    CellContext context = streams.current();
    return context == null ? main : context.thread;
  }

  /** Runs work for a cell on a thread and waits for its end; nested calls run at once. */
  <T> T call(CellThread thread, CellOutput output, Callable<T> work) throws Exception {
    for (CellThread each : threads) {
      if (each.isCurrent()) {
        return work.call();
      }
    }
    return thread.call(output, work);
  }

  @Override
  public <T extends @Nullable Object> T run(Callable<T> code) throws Exception {
    return current().run(code);
  }

  /** Whether the cell that the calling thread works for was interrupted. */
  boolean isStopped() {
    return current().isStopped();
  }

  /** Stops all cells that run; tells of those that were told to less than two seconds ago. */
  List<CellThread> interrupt() {
    List<CellThread> resisting =
        threads.stream().filter(t -> t.resisting(INSISTING_NANOS).isPresent()).toList();
    threads.forEach(CellThread::interrupt);
    return resisting;
  }

  @Override
  public void close() {
    isClosed = true;
    threads.forEach(CellThread::close);
  }

  Reserve reserve() {
    return reserve;
  }

  ThreadGroup group() {
    return group;
  }

  CellStreams streams() {
    return streams;
  }

  Lock compiler() {
    return compiler;
  }

  ClassLoader loader() {
    return loader;
  }

  Watchers watchers() {
    return watchers;
  }

  /** A cell that runs; null if none does. */
  synchronized @Nullable CellContext anyRunning() {
    for (CellThread thread : threads) {
      if (thread.running() != null) {
        return thread.running();
      }
    }
    return null;
  }

  /**
   * Lets the threads of cells that were interrupted, and what these left to the common pool, come
   * to their next check before it is lifted.
   */
  void awaitStragglers() throws InterruptedException {
    if (!isArmed) {
      return;
    }
    var stragglers = new ArrayList<Thread>();
    threads.forEach(thread -> stragglers.addAll(thread.takeStragglers()));
    long end = System.nanoTime() + STRAGGLERS_NANOS;
    for (Thread straggler : stragglers) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left > 0 && straggler.getState() == Thread.State.RUNNABLE) {
        straggler.join(left);
      }
    }
    while (isCommonPoolBusy() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private boolean isCommonPoolBusy() {
    ForkJoinPool pool = ForkJoinPool.commonPool();
    return pool.hasQueuedSubmissions()
        || pool.getQueuedTaskCount() > 0
        || commonPool().stream().anyMatch(t -> t.getState() == Thread.State.RUNNABLE);
  }

  synchronized void arm() {
    isArmed = true;
    Stop.arm(this::isCallerStopping);
  }

  /** Whether the check asks. */
  boolean isArmed() {
    return isArmed;
  }

  /** Lifts the check, unless a cell is still to be stopped by it. */
  synchronized void disarm() {
    for (CellThread thread : threads) {
      if (thread.isStopped()) {
        return;
      }
    }
    isArmed = false;
    Stop.disarm();
  }

  private boolean isCallerStopping() {
    CellContext context = streams.current();
    return context != null && context.stopped;
  }

  List<Thread> commonPool() {
    ThreadGroup root = group;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return CellThread.threadsOf(root).stream()
        .filter(
            t ->
                t instanceof ForkJoinWorkerThread worker
                    && worker.getPool() == ForkJoinPool.commonPool())
        .toList();
  }

  /** The threads that cells run on and start, and those that these start. */
  private final class Group extends ThreadGroup {

    Group() {
      super("cells");
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
      if (thrown instanceof Stop.Interruption || isClosed) {
        return; // what threads are meant to end with that an interrupt or the kernel's end stops
      }
      if (Thread.getDefaultUncaughtExceptionHandler() != null) {
        super.uncaughtException(thread, thrown);
      } else {
        uncaught.accept(thrown);
      }
    }
  }
}
