package lungo.display;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Shows values in the running notebook cell, and changes what was shown.
 *
 * <pre>{@code
 * var chart = Display.show(plot(learner.fit(3)));
 * chart.update(plot(learner.fit(3)));   // in place, with 6 epochs
 * }</pre>
 *
 * Outside a notebook the values' plain text goes to standard output, so that the same code runs
 * everywhere.
 */
public final class Display {

  private static final AtomicReference<DisplaySink> SINK = new AtomicReference<>(new ConsoleSink());

  private static final ThreadLocal<Boolean> QUIET = ThreadLocal.withInitial(() -> false);

  private final String id;
  private final boolean isDropped;

  private Display(String id, boolean isDropped) {
    this.id = id;
    this.isDropped = isDropped;
  }

  /**
   * Shows a value below the running cell.
   *
   * @param value any value; a {@link MimeBundle} is shown as it is
   * @return a handle that can change what is shown
   */
  public static Display show(@Nullable Object value) {
    return show(value, UUID.randomUUID().toString());
  }

  /**
   * Shows a value below the running cell under an id of the caller's.
   *
   * @param value any value
   * @param id the output's id; updates of it change this output too
   * @return a handle that can change what is shown
   */
  public static Display show(@Nullable Object value, String id) {
    if (QUIET.get()) {
      return new Display(id, true);
    }
    sink().show(id, Renderers.render(value));
    return new Display(id, false);
  }

  /**
   * The outputs that were shown under an id, in this cell or an earlier one.
   *
   * @param id an id that was given to {@link #show(Object, String)}
   * @return a handle that can change what is shown
   */
  public static Display of(String id) {
    return new Display(id, false);
  }

  /** Removes the running cell's outputs. */
  public static void clear() {
    clear(false);
  }

  /** Removes the running cell's outputs when the next output comes. */
  public static void clearOnNext() {
    clear(true);
  }

  private static void clear(boolean wait) {
    if (!QUIET.get()) {
      sink().clear(wait);
    }
  }

  /**
   * How long something that moves is to wait between two updates where displays go now.
   *
   * @return see {@link DisplaySink#redrawInterval}
   */
  public static Duration redrawInterval() {
    return sink().redrawInterval();
  }

  /**
   * Sends the displays of this process to a sink from now on. For kernels and runners; a process
   * holds one notebook.
   *
   * @param sink the new sink
   * @return the sink until now, to be attached again afterwards
   */
  public static DisplaySink attach(DisplaySink sink) {
    return Objects.requireNonNull(SINK.getAndSet(sink));
  }

  /**
   * Replaces what this handle shows.
   *
   * @param value the new value
   */
  public void update(@Nullable Object value) {
    if (!isDropped) {
      sink().update(id, Renderers.render(value));
    }
  }

  /**
   * The output's id.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * Drops what the calling thread shows until the scope is closed, such as the progress of work
   * that is shown as a whole. What was shown before can be changed meanwhile.
   *
   * <pre>{@code
   * try (var quiet = Display.quiet()) { learner.fit(3); }
   * }</pre>
   *
   * @return the scope, to be closed on the same thread
   */
  public static Quiet quiet() {
    boolean before = QUIET.get();
    QUIET.set(true);
    return () -> QUIET.set(before);
  }

  /** While a thread shows nothing. */
  @FunctionalInterface
  public interface Quiet extends AutoCloseable {

    /** Lets the thread show again. */
    @Override
    void close();
  }

  static DisplaySink sink() {
    return Objects.requireNonNull(SINK.get());
  }
}
