package lungo.kernel.execution;

import org.jspecify.annotations.Nullable;

/**
 * A part of the heap that is let go when a cell has filled it, so that the cell which frees memory
 * can still be compiled; held when there is room, but not before the second cell: the first one,
 * which a user waits for, would have a third of the young generation less.
 */
final class Reserve {

  private static final int BYTES = 4 << 20;

  private byte @Nullable [] held;
  private boolean isLater;

  /** Lets go; returns whether there was something to let go. */
  synchronized boolean release() {
    boolean wasHeld = held != null;
    held = null;
    return wasHeld;
  }

  /** A cell begins: holds, if the heap has much more room than that. */
  synchronized void refill() {
    if (!isLater) {
      isLater = true;
      return;
    }
    Runtime runtime = Runtime.getRuntime();
    long room = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    if (held == null && room > 4L * BYTES) {
      held = new byte[BYTES];
    }
  }
}
