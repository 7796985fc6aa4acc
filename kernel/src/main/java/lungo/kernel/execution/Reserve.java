package lungo.kernel.execution;

import org.jspecify.annotations.Nullable;

/**
 * A part of the heap that is let go when a cell has filled it, so that the cell which frees memory
 * can still be compiled; held again when there is room.
 */
final class Reserve {

  private static final int BYTES = 4 << 20;

  private byte @Nullable [] held = new byte[BYTES];

  /** Lets go; returns whether there was something to let go. */
  synchronized boolean release() {
    boolean wasHeld = held != null;
    held = null;
    return wasHeld;
  }

  /** Holds again, if the heap has much more room than that. */
  synchronized void refill() {
    Runtime runtime = Runtime.getRuntime();
    long room = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    if (held == null && room > 4L * BYTES) {
      held = new byte[BYTES];
    }
  }
}
