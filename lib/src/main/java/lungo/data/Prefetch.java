package lungo.data;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import lungo.torch.OwnedMemory;
import org.jspecify.annotations.Nullable;

/**
 * Worker threads that fill the next few batches of an epoch while the current one is used.
 *
 * <p>A batch is filled by several workers, a run of examples each, so that few batches need to be
 * in memory however many workers there are. Each of the {@link #DEPTH} slots owns a direct buffer,
 * which is used again for every DEPTH-th batch; a worker that is ahead of the consumer by all slots
 * waits. An example's values depend on its position alone, never on the worker.
 *
 * <pre>{@code
 * var shape = new Shape(vectors[0].length);
 * var epoch = new Prefetch(vectors.length, 32, shape, Prefetch.workers(), "vectors",
 *     () -> (position, out) -> {
 *       out.put(vectors[position]);
 *       return position;                          // the label
 *     });
 * }</pre>
 */
public final class Prefetch implements Loader.Epoch {

  /** Fills in examples; made once for each worker thread. */
  @FunctionalInterface
  public interface Worker {
    /**
     * Writes one example's values from the buffer's position on.
     *
     * @param position of the example in the epoch, from 0
     * @param out where its values go, all of them
     * @return its label
     */
    long fill(int position, FloatBuffer out);
  }

  /** A batch's memory. */
  private static final class Slot {
    final ByteBuffer values;
    final ByteBuffer labels;
    int runsLeft;
    int failedAt = Integer.MAX_VALUE;
    @Nullable Throwable failure;

    Slot(int batchSize, int valuesEach) {
      values = direct(4L * batchSize * valuesEach);
      labels = direct(8L * batchSize);
    }

    private static ByteBuffer direct(long bytes) {
      return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }
  }

  private static final int DEPTH = 3;
  private static final int MOST_A_RUN = 16;
  private static final int MOST_WORKERS = 16;

  private final int examples;
  private final int batchSize;
  private final int batches;
  private final int run;
  private final Shape shape;
  private final int values;
  private final Slot[] slots;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomOrEnd = lock.newCondition();
  private final Condition filled = lock.newCondition();
  private int claimed;
  private int taken;
  private boolean closed;

  /**
   * Begins an epoch.
   *
   * @param examples how many it has, 1 or more
   * @param batchSize how many a batch has, but for the last one
   * @param shape of one example's values
   * @param workers how many threads, 1 or more
   * @param name of the threads, to which their numbers are added
   * @param worker makes what fills in examples, called by each thread
   */
  public Prefetch(
      int examples, int batchSize, Shape shape, int workers, String name, Supplier<Worker> worker) {
    this.examples = examples;
    this.batchSize = batchSize;
    this.shape = shape;
    this.values = Math.toIntExact(shape.size());
    this.batches = (examples + batchSize - 1) / batchSize;
    this.run = Math.max(1, Math.min(MOST_A_RUN, batchSize / workers));
    this.slots = new Slot[Math.min(DEPTH, batches)];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Slot(Math.min(batchSize, examples), values);
      slots[i].runsLeft = runs(i);
    }
    for (int i = 0; i < workers; i++) {
      var thread = new Thread(() -> work(worker.get()), name + "-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * How many threads prepare batches where nothing else is said.
   *
   * @return one less than there are processors, at least one and at most 16
   */
  public static int workers() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.max(1, Math.min(MOST_WORKERS, processors - 1));
  }

  private int sizeOf(int batch) {
    return Math.min(batchSize, examples - batch * batchSize);
  }

  private int runs(int batch) {
    return (sizeOf(batch) + run - 1) / run;
  }

  /** The examples from {@code from} to before {@code to} of a batch. */
  private record Run(int batch, int from, int to) {}

  private void work(Worker worker) {
    for (Run next = claim(); next != null; next = claim()) {
      Slot slot = slots[next.batch() % slots.length];
      int at = next.from();
      Throwable failure = null;
      try {
        FloatBuffer out = slot.values.asFloatBuffer();
        for (; at < next.to() && !isClosed(); at++) {
          out.position(at * values);
          slot.labels.putLong(8 * at, worker.fill(next.batch() * batchSize + at, out));
        }
      } catch (Throwable e) {
        failure = e;
      }
      finish(slot, at, failure);
    }
  }

  /** The next run of examples, once its batch's slot is free; null at the end. */
  private @Nullable Run claim() {
    lock.lock();
    try {
      // Runs are counted as if every batch had as many as a full one.
      int full = (batchSize + run - 1) / run;
      while (!closed && claimed / full < batches) {
        int batch = claimed / full;
        int from = claimed % full * run;
        if (from >= sizeOf(batch)) {
          claimed++;
        } else if (batch >= taken + slots.length) {
          roomOrEnd.awaitUninterruptibly();
        } else {
          claimed++;
          return new Run(batch, from, Math.min(from + run, sizeOf(batch)));
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void finish(Slot slot, int at, @Nullable Throwable failure) {
    lock.lock();
    try {
      if (failure != null && at < slot.failedAt) {
        slot.failedAt = at;
        slot.failure = failure;
      }
      if (--slot.runsLeft == 0) {
        filled.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasNext() {
    return taken < batches;
  }

  /**
   * Waits for the next batch and copies it out of its slot. Failures come up at the batch they
   * belong to, that of the first example first.
   *
   * @throws CancellationException if the thread is interrupted, which ends the epoch; the thread
   *     stays interrupted
   */
  @Override
  public Batch next(NDManager manager) {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch has ended after " + batches + " batches");
    }
    Slot slot = slots[taken % slots.length];
    await(slot);
    int size = sizeOf(taken);
    var batch =
        new Batch(
            new NDList(
                OwnedMemory.copy(
                    manager,
                    slot.values.limit(4 * size * values),
                    new Shape(size).addAll(shape),
                    DataType.FLOAT32)),
            new NDList(
                OwnedMemory.copy(
                    manager, slot.labels.limit(8 * size), new Shape(size), DataType.INT64)));
    slot.values.clear();
    slot.labels.clear();
    release(slot);
    return batch;
  }

  private void await(Slot slot) {
    lock.lock();
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException("the batch may be there, but is not wanted any more");
      }
      while (slot.runsLeft > 0) {
        if (closed) {
          throw new IllegalStateException("the epoch is closed");
        }
        filled.await();
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted while waiting for a batch");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      lock.unlock();
    }
    if (slot.failure != null) {
      close();
      throw rethrow(slot.failure);
    }
  }

  private static RuntimeException rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    // The consumer's stack, with the worker's beneath it.
    return new DataException(
        failure instanceof DataException
            ? String.valueOf(failure.getMessage())
            : failure.toString(),
        failure);
  }

  private void release(Slot slot) {
    lock.lock();
    try {
      int next = taken + slots.length;
      slot.runsLeft = next < batches ? runs(next) : 0;
      taken++;
      roomOrEnd.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      roomOrEnd.signalAll();
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
