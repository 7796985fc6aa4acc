package lungo.experiment;

/**
 * Lets as many trials in at once as fit into the memory that they are given: the first one alone,
 * to see what a trial needs, then as many as the most needed so far allows.
 */
final class TrialRoom {

  private final int most;
  private final long bytes;
  private int inside;
  private long largest;

  /**
   * A room.
   *
   * @param most how many trials at once at most
   * @param bytes the memory of all together; {@code Long.MAX_VALUE} for no limit
   */
  TrialRoom(int most, long bytes) {
    this.most = most;
    this.bytes = bytes;
  }

  /** Waits until there is room. */
  synchronized void enter() throws InterruptedException {
    while (inside >= allowed()) {
      wait();
    }
    inside++;
  }

  /** Gives the place back, with the most memory that the trial held; 0 if that is unknown. */
  synchronized void leave(long peakBytes) {
    inside--;
    largest = Math.max(largest, peakBytes);
    notifyAll();
  }

  /** How many may be inside by what is known now, 1 at least. */
  synchronized int allowed() {
    if (bytes == Long.MAX_VALUE) {
      return most;
    }
    return largest == 0 ? 1 : (int) Math.max(1, Math.min(most, bytes / largest));
  }
}
