package lungo.display;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A progress bar with rate and time left, for work of known or unknown length.
 *
 * <pre>{@code
 * try (var bar = Progress.start("counting tokens", texts.size())) {
 *   for (String text : texts) {
 *     bar.step(1).note(tokenizer.encode(text).length + " tokens");
 *   }
 *   bar.done();
 * }
 * }</pre>
 *
 * The bar is redrawn at most ten times a second (see {@link DisplaySink#redrawInterval}), so that
 * it costs nothing on quick steps. Closing it before the total is reached and without {@link #done}
 * leaves it where it stopped, and it says so: that is how an exception shows. Bars may be nested;
 * each is an output of its own. Several threads may move one bar.
 */
public final class Progress implements AutoCloseable {

  private static final int CELLS = 24;

  private final String title;
  private final long total;
  private final LongSupplier nanoTime;
  private final long startedAt;
  private final long redrawNanos;
  private final Display display;
  private long done;
  private long drawnAt;
  private String note = "";
  private State state = State.RUNNING;
  private boolean closed;

  private enum State {
    RUNNING,
    DONE,
    STOPPED
  }

  Progress(String title, long total, LongSupplier nanoTime) {
    if (total < 0) {
      throw new IllegalArgumentException("total must be 0 (unknown) or more, got " + total);
    }
    this.title = title;
    this.total = total;
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
    this.drawnAt = startedAt;
    this.redrawNanos = Display.redrawInterval().toNanos();
    this.display = Display.show(bundle());
  }

  /**
   * Shows a bar.
   *
   * @param title what is under way
   * @param total how many steps it takes; 0 if that is not known
   * @return the bar, to be closed
   * @throws IllegalArgumentException if the total is negative
   */
  public static Progress start(String title, long total) {
    return new Progress(title, total, System::nanoTime);
  }

  /**
   * Moves the bar.
   *
   * @param steps how many steps were done since the last call
   * @return this
   */
  public synchronized Progress step(long steps) {
    done += steps;
    long now = nanoTime.getAsLong();
    if (!closed && now - drawnAt >= redrawNanos) {
      drawnAt = now;
      display.update(bundle());
    }
    return this;
  }

  /**
   * Sets the text behind the bar; shown at the next redraw.
   *
   * @param text for example the running loss
   * @return this
   */
  public synchronized Progress note(String text) {
    note = text;
    return this;
  }

  /**
   * Whether the next {@link #step} will redraw, so that a caller can skip making an expensive note.
   *
   * @return whether the redraw interval has passed since the last redraw
   */
  public synchronized boolean isDue() {
    return nanoTime.getAsLong() - drawnAt >= redrawNanos;
  }

  /** Says that the work is whole, also when the total was not known or was not reached. */
  public synchronized void done() {
    state = State.DONE;
  }

  /** Draws the bar a last time, as done or as stopped; closing it again does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (state == State.RUNNING) {
      state = total > 0 && done >= total ? State.DONE : State.STOPPED;
    }
    display.update(bundle());
  }

  private MimeBundle bundle() {
    return MimeBundle.html(html(), text());
  }

  private String html() {
    double percent =
        total > 0 ? 100.0 * Math.min(done, total) / total : state == State.DONE ? 100 : 0;
    String colour =
        switch (state) {
          case RUNNING -> "#0072B2";
          case DONE -> "#009E73";
          case STOPPED -> "#D55E00";
        };
    var html = new Html();
    html.open(
        "div",
        "style",
        "display:flex;flex-wrap:wrap;align-items:center;gap:8px;font-family:monospace");
    html.element("span", title);
    html.open(
        "div",
        "role",
        "progressbar",
        "aria-valuenow",
        Math.round(percent),
        "style",
        "flex:0 0 200px;height:10px;border:1px solid #8888;border-radius:5px;overflow:hidden");
    String width = String.format(Locale.ROOT, "%.1f%%", percent);
    html.element("div", "", "style", "height:100%;width:" + width + ";background:" + colour);
    html.close();
    return html.element("span", figures()).close().toString();
  }

  private String text() {
    if (total == 0) {
      return title + " " + figures();
    }
    int full = (int) (CELLS * Math.min(done, total) / total);
    return title + " [" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + figures();
  }

  private String figures() {
    double seconds = (nanoTime.getAsLong() - startedAt) / 1e9;
    var text = new StringBuilder();
    text.append(total > 0 ? done + "/" + total : String.valueOf(done));
    if (done > 0 && seconds > 0) {
      text.append(String.format(Locale.ROOT, "  %.1f/s", done / seconds));
    }
    if (state == State.RUNNING && done > 0 && total > done) {
      text.append("  ").append(clock(seconds / done * (total - done))).append(" left");
    } else {
      text.append("  ").append(clock(seconds));
    }
    if (state == State.STOPPED) {
      text.append("  stopped");
    }
    if (!note.isEmpty()) {
      text.append("  ").append(note);
    }
    return text.toString();
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
