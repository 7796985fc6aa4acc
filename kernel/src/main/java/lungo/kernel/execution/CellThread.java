package lungo.kernel.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that all cells run on, so that thread-local state lasts from cell to cell, in a
 * group of its own, so that an interrupt reaches the threads that a cell started and none of the
 * kernel's. While the user's code runs the compiler is free for completion and inspection.
 */
final class CellThread implements CellControl.UserCode, AutoCloseable {

  private static final long STRAGGLERS_NANOS = Duration.ofSeconds(1).toNanos();

  private final ThreadGroup group = new CellThreads();
  private final Thread thread;
  private final ExecutorService executor;
  private final CellStreams streams;
  private final Lock compiler;
  private final ClassLoader loader;
  private @Nullable CellContext running;
  private Set<Thread> older = Set.of();
  private Set<Thread> stragglers = Set.of();
  private volatile Consumer<Throwable> uncaught = Throwable::printStackTrace;
  private int userCodeDepth;

  CellThread(CellStreams streams, Lock compiler, ClassLoader loader) {
    this.streams = streams;
    this.compiler = compiler;
    this.loader = loader;
    var created = new ArrayList<Thread>();
    this.executor =
        Executors.newSingleThreadExecutor(
            work -> {
              var worker = new Thread(group, work, "cell");
              worker.setDaemon(true);
              worker.setContextClassLoader(loader);
              created.add(worker);
              return worker;
            });
    executor.execute(() -> {}); // makes the thread
    this.thread = created.get(0);
  }

  /** Says how to report what ends a thread that a cell started. */
  void onUncaught(Consumer<Throwable> report) {
    uncaught = report;
  }

  /** Runs work for a cell on the cells' thread and waits for its end; nested calls run at once. */
  <T> T call(CellOutput output, Callable<T> work) throws Exception {
    if (Thread.currentThread() == thread) {
      return work.call();
    }
    return await(executor.submit(() -> within(new CellContext(output), work)));
  }

  /** Work that belongs to no cell: starting up. */
  void submit(Runnable work) {
    executor.execute(work);
  }

  private <T> T within(CellContext context, Callable<T> work) throws Exception {
    awaitStragglers();
    begin(context);
    try {
      return work.call();
    } finally {
      end();
    }
  }

  /**
   * Lets the threads of a cell that was interrupted come to their next check before it is lifted.
   */
  private void awaitStragglers() throws InterruptedException {
    long end = System.nanoTime() + STRAGGLERS_NANOS;
    for (Thread straggler : takeStragglers()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left > 0 && straggler.getState() == Thread.State.RUNNABLE) {
        straggler.join(left);
      }
    }
  }

  private synchronized Set<Thread> takeStragglers() {
    Set<Thread> taken = stragglers;
    stragglers = Set.of();
    return taken;
  }

  private synchronized void begin(CellContext context) {
    Stop.disarm();
    running = context;
    older = startedThreads();
    streams.enter(context);
  }

  private synchronized void end() {
    System.out.flush();
    System.err.flush();
    running = null;
    streams.leave();
  }

  private static <T> T await(Future<T> result) throws Exception {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true; // the waiting thread's own affair: a cell is stopped by interrupt()
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public <T extends @Nullable Object> T run(Callable<T> code) throws Exception {
    enterUserCode();
    compiler.unlock();
    try {
      return code.call();
    } finally {
      leaveUserCode();
      compiler.lock();
    }
  }

  private synchronized void enterUserCode() {
    if (isStopped()) {
      throw new Stop.Interruption();
    }
    userCodeDepth++;
  }

  private synchronized void leaveUserCode() {
    if (--userCodeDepth == 0) {
      Thread.interrupted(); // an interrupt that came too late must not reach the compiler's files
      thread.setContextClassLoader(loader);
    }
  }

  /** Whether the running cell was interrupted. */
  synchronized boolean isStopped() {
    return running != null && running.stopped;
  }

  /** Stops the running cell; nothing happens if none runs. */
  synchronized void interrupt() {
    if (running == null) {
      return;
    }
    running.stopped = true;
    Stop.arm(this::isCallerStopping);
    if (userCodeDepth > 0) {
      thread.interrupt(); // not while it compiles: an interrupt closes the files being read
    }
    stragglers = startedThreads();
    stragglers.removeAll(older);
    stragglers.stream().filter(t -> t != thread).forEach(Thread::interrupt);
    commonPool().forEach(Thread::interrupt);
  }

  private boolean isCallerStopping() {
    CellContext context = streams.current();
    return context != null && context.stopped;
  }

  private Set<Thread> startedThreads() {
    return new HashSet<>(threadsOf(group));
  }

  private List<Thread> commonPool() {
    ThreadGroup root = group;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return threadsOf(root).stream()
        .filter(
            t ->
                t instanceof ForkJoinWorkerThread worker
                    && worker.getPool() == ForkJoinPool.commonPool())
        .toList();
  }

  private static List<Thread> threadsOf(ThreadGroup group) {
    Thread[] found = new Thread[group.activeCount() + 16];
    int count = group.enumerate(found);
    while (count == found.length) { // some may not have fitted
      found = new Thread[2 * found.length];
      count = group.enumerate(found);
    }
    return List.of(Arrays.copyOf(found, count));
  }

  @Override
  public void close() {
    interrupt();
    executor.shutdown(); // not by an interrupt: that closes the files that the compiler reads
  }

  /** The threads that cells start, and those that these start. */
  private final class CellThreads extends ThreadGroup {

    CellThreads() {
      super("cells");
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
      if (thrown instanceof Stop.Interruption || executor.isShutdown()) {
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
