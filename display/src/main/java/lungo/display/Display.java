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
 * var chart = Display.show(curve);
 * …
 * chart.update(longerCurve);   // in place
 * }</pre>
 *
 * Outside a notebook the values' plain text goes to standard output, so that the same code runs
 * everywhere.
 */
public final class Display {

  private static final AtomicReference<DisplaySink> SINK = new AtomicReference<>(new ConsoleSink());

  private final String id;

  private Display(String id) {
    this.id = id;
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
    sink().show(id, Renderers.render(value));
    return new Display(id);
  }

  /**
   * The outputs that were shown under an id, in this cell or an earlier one.
   *
   * @param id an id that was given to {@link #show(Object, String)}
   * @return a handle that can change what is shown
   */
  public static Display of(String id) {
    return new Display(id);
  }

  /** Removes the running cell's outputs. */
  public static void clear() {
    sink().clear(false);
  }

  /** Removes the running cell's outputs when the next output comes. */
  public static void clearOnNext() {
    sink().clear(true);
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
    sink().update(id, Renderers.render(value));
  }

  /**
   * The output's id.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  static DisplaySink sink() {
    return Objects.requireNonNull(SINK.get());
  }
}
