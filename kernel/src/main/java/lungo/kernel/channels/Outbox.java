package lungo.kernel.channels;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be published, in order, with text joined: pieces of one stream and one request that
 * follow each other become one message. The first piece after a pause goes out at once, later ones
 * every {@value #PERIOD_MILLIS} ms, and at once where something else comes behind them.
 *
 * <p>Writers wait while {@value #ROOM} characters are pending. If nothing is taken for {@value
 * #PATIENCE_SECONDS} s, nobody reads: then text is dropped, and the text that follows says how
 * much.
 */
final class Outbox {

  static final int PERIOD_MILLIS = 50;
  static final int ROOM = 4_000_000;
  static final int PIECE = 250_000;
  static final int PATIENCE_SECONDS = 10;

  /** What goes out next. */
  sealed interface Entry {

    /** A message that is encoded already. */
    record Encoded(List<byte[]> frames) implements Entry {}

    /** Joined text of a stream. */
    record Text(String parent, String stream, String text) implements Entry {}
  }

  private sealed interface Slot {

    record Ready(List<byte[]> frames) implements Slot {}

    record Joining(String parent, String stream, StringBuilder text) implements Slot {

      boolean takes(String otherParent, String otherStream) {
        return text.length() < PIECE && stream.equals(otherStream) && parent.equals(otherParent);
      }
    }
  }

  private final Runnable wake;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Deque<Slot> slots = new ArrayDeque<>();
  private long pending;
  private long dropped;
  private long due;
  private long taken;

  /**
   * An empty outbox.
   *
   * @param wake called when the reader may have something to take
   */
  Outbox(Runnable wake) {
    this.wake = wake;
    due = System.nanoTime();
  }

  /** Adds a message; never waits. */
  void add(List<byte[]> frames) {
    lock.lock();
    try {
      slots.add(new Slot.Ready(frames));
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /** Adds text; waits while there is no room, unless the thread is interrupted. */
  void print(String parent, String stream, String text) {
    if (text.isEmpty()) {
      return;
    }
    boolean news;
    lock.lock();
    try {
      if (!hasRoom()) {
        dropped += text.length();
        return;
      }
      String notice = dropped == 0 ? "" : "\n[" + dropped + " characters were not read in time]\n";
      dropped = 0;
      news = append(parent, stream, notice + text);
    } finally {
      lock.unlock();
    }
    if (news) {
      wake.run();
    }
  }

  /** Lets text that waits for more go out now. */
  void flush() {
    lock.lock();
    try {
      due = System.nanoTime();
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /** Takes the next entry if it may go out now. */
  Optional<Entry> take() {
    lock.lock();
    try {
      if (nanosUntilDue().orElse(1) > 0) {
        return Optional.empty();
      }
      Slot slot = slots.remove();
      taken++;
      if (slot instanceof Slot.Joining joining) {
        pending -= joining.text().length();
        room.signalAll();
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
        return Optional.of(
            new Entry.Text(joining.parent(), joining.stream(), joining.text().toString()));
      }
      return Optional.of(new Entry.Encoded(((Slot.Ready) slot).frames()));
    } finally {
      lock.unlock();
    }
  }

  /** How long the next entry must wait for more text, 0 or less if it may go out, none if empty. */
  OptionalLong nanosUntilDue() {
    lock.lock();
    try {
      Slot next = slots.peek();
      if (next == null) {
        return OptionalLong.empty();
      }
      boolean waits =
          next instanceof Slot.Joining joining
              && slots.size() == 1
              && joining.text().length() < PIECE;
      return OptionalLong.of(waits ? due - System.nanoTime() : 0);
    } finally {
      lock.unlock();
    }
  }

  private boolean append(String parent, String stream, String text) {
    pending += text.length();
    if (slots.peekLast() instanceof Slot.Joining last && last.takes(parent, stream)) {
      last.text().append(text);
      return last.text().length() >= PIECE;
    }
    slots.add(new Slot.Joining(parent, stream, new StringBuilder(text)));
    return true;
  }

  /** Waits for room; after text was dropped, not until there is some again. */
  private boolean hasRoom() {
    long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    long seen = taken;
    try {
      while (pending >= ROOM && patience > 0 && dropped == 0) {
        patience = room.awaitNanos(patience);
        if (seen != taken) {
          seen = taken;
          patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the cell is being stopped; it must not hang here
    }
    return pending < ROOM;
  }
}
