package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A thread that the cells of one shell run on, so that thread-local state lasts from cell to cell,
 * in a group of its own, so that an interrupt reaches the threads that a cell started and none of
 * the kernel's. While the user's code runs the compiler is free for completion, for inspection and
 * for the cells of other shells.
 */
final class CellThread implements AutoCloseable {

  private final CellThreads all;
  private final ThreadGroup group;
  private final Thread thread;
  private final ExecutorService executor;

  // Guarded by the monitor of all threads:
  private @Nullable CellContext running;
  private Set<Thread> older = Set.of();
  private Set<Thread> stragglers = Set.of();
  private int userCodeDepth;
  private boolean hasRunCode;

  CellThread(CellThreads all, String name) {
    this.all = all;
    this.group = new ThreadGroup(all.group(), name);
    var created = new ArrayList<Thread>();
    this.executor =
        Executors.newSingleThreadExecutor(
            work -> {
              var worker = new Thread(group, work, name);
              worker.setDaemon(true);
              worker.setContextClassLoader(all.loader());
              created.add(worker);
              return worker;
            });
    executor.execute(() -> {}); // makes the thread
    this.thread = created.get(0);
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Runs work for a cell on this thread and waits for its end. */
  <T> T call(CellOutput output, Callable<T> work) throws Exception {
    return await(executor.submit(() -> within(new CellContext(output, this), work)));
  }

  /** Work that belongs to no cell: starting up. */
  void submit(Runnable work) {
    executor.execute(work);
  }

  private <T> T within(CellContext context, Callable<T> work) throws Exception {
    all.awaitStragglers();
    begin(context);
    try {
      all.watchers().cell();
      return work.call();
    } finally {
      end();
    }
  }

  private void begin(CellContext context) {
    synchronized (all) {
      all.disarm();
      running = context;
      hasRunCode = false;
      older = startedThreads();
      all.streams().enter(context);
    }
  }

  private void end() {
    System.out.flush();
    System.err.flush();
    synchronized (all) {
      running = null;
      all.streams().leave();
      CellContext other = all.anyRunning();
      if (other != null) {
        all.streams().prefer(other);
      }
    }
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

  /** Runs the user's code for the cell that runs on this thread; the compiler is locked. */
  <T extends @Nullable Object> T run(Callable<T> code) throws Exception {
    enterUserCode();
    all.compiler().unlock();
    try {
      return code.call();
    } catch (Exception | Error e) {
      if (e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError) {
        all.reserve().release(); // at once: what reports it needs memory too
      }
      throw e;
    } finally {
      leaveUserCode();
      all.compiler().lock();
    }
  }

  private void enterUserCode() {
    synchronized (all) {
      if (isStopped()) {
        throw new Stop.Interruption();
      }
      userCodeDepth++;
      hasRunCode = true;
    }
  }

  private void leaveUserCode() {
    synchronized (all) {
      if (--userCodeDepth == 0) {
        Thread.interrupted(); // an interrupt that came too late must not reach the compiler's files
        thread.setContextClassLoader(all.loader());
      }
    }
  }

  /** The cell that runs; null between cells. */
  @Nullable CellContext running() {
    return running;
  }

  /** Whether the user's code has begun to run in the cell that runs or ran last. */
  boolean hasRunCode() {
    synchronized (all) {
      return hasRunCode;
    }
  }

  /** Whether the running cell was interrupted. */
  boolean isStopped() {
    synchronized (all) {
      return running != null && running.stopped;
    }
  }

  /** Stops the running cell; nothing happens if none runs. */
  void interrupt() {
    synchronized (all) {
      if (running == null) {
        return;
      }
      if (!running.stopped) {
        running.stopped = true;
        running.stoppedAt = System.nanoTime();
      }
      all.arm();
      if (userCodeDepth > 0) {
        thread.interrupt(); // not while it compiles: an interrupt closes the files being read
      }
      stragglers = startedThreads();
      stragglers.removeAll(older);
      stragglers.stream().filter(t -> t != thread).forEach(Thread::interrupt);
      all.commonPool().forEach(Thread::interrupt);
      all.watchers().interrupt();
      CellContext cell = running;
      Set<Thread> started = stragglers;
      BlockingIo.end(() -> stopping(cell, started));
    }
  }

  /**
   * What is left of an interrupted cell: the threads that it started, and while it runs its own.
   * Nothing once the check is lifted: what they do then is another cell's.
   */
  private List<Thread> stopping(CellContext cell, Set<Thread> started) {
    synchronized (all) {
      if (!all.isArmed()) {
        return List.of();
      }
      var left = new ArrayList<Thread>();
      started.stream().filter(t -> t != thread && t.isAlive()).forEach(left::add);
      if (running == cell && userCodeDepth > 0) {
        left.add(thread);
        left.addAll(all.commonPool());
      }
      return left;
    }
  }

  /** The cell that was interrupted lately and still runs. */
  Optional<CellContext> resisting(long withinNanos) {
    synchronized (all) {
      return Optional.ofNullable(running)
          .filter(cell -> cell.stopped && System.nanoTime() - cell.stoppedAt < withinNanos);
    }
  }

  /** The threads that the running cell keeps busy: its own, and those that it started. */
  List<Thread> busy() {
    synchronized (all) {
      return startedThreads().stream()
          .filter(t -> t == thread || !older.contains(t))
          .sorted(Comparator.comparing(Thread::getId))
          .toList();
    }
  }

  /** The threads of an interrupted cell, once; none while it still runs. */
  Set<Thread> takeStragglers() {
    synchronized (all) {
      if (running != null) {
        return Set.of();
      }
      Set<Thread> taken = stragglers;
      stragglers = Set.of();
      return taken;
    }
  }

  private Set<Thread> startedThreads() {
    return new HashSet<>(threadsOf(group));
  }

  static List<Thread> threadsOf(ThreadGroup group) {
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
}
