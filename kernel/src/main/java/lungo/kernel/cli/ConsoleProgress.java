package lungo.kernel.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import lungo.display.MimeBundle;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.RunListener;

/**
 * A run on a terminal or in a log: each cell's first line and time, what it prints, and the plain
 * text of what it shows. On a terminal, displays that are updated, such as progress bars, are
 * redrawn in place; in a log, one line every ten seconds stands for them.
 */
final class ConsoleProgress implements RunListener, AutoCloseable {

  private static final long BETWEEN_LOG_LINES = Duration.ofSeconds(10).toNanos();
  private static final int LIVE_LINES = 6;
  private static final int LOG_COLUMNS = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final int columns;
  private final LongSupplier nanoTime;
  private final Map<String, String> live = new LinkedHashMap<>();
  private final Map<String, Long> loggedAt = new LinkedHashMap<>();
  private final Map<String, String> pending = new LinkedHashMap<>();
  private Runnable afterCell = () -> {};
  private boolean headerOpen;
  private boolean lineOpen;

  /**
   * Progress on these streams.
   *
   * @param out what is printed to
   * @param err where the cells' standard error goes
   * @param columns the terminal's width; 0 for a log
   */
  ConsoleProgress(PrintStream out, PrintStream err, int columns) {
    this(out, err, columns, System::nanoTime);
  }

  ConsoleProgress(PrintStream out, PrintStream err, int columns, LongSupplier nanoTime) {
    this.out = out;
    this.err = err;
    this.terminal = columns > 0;
    this.columns = terminal ? Math.max(40, columns) : LOG_COLUMNS;
    this.nanoTime = nanoTime;
  }

  /** Has something done whenever a cell has ended. */
  void afterEachCell(Runnable action) {
    afterCell = action;
  }

  @Override
  public synchronized void started(int number, int total, NotebookCell.Code cell) {
    finishLines();
    String place = place(number, total);
    out.print(cut(place + " " + cell.title(), columns - 12));
    out.flush();
    headerOpen = true;
  }

  @Override
  public void ended(int number, int total, Duration took) {
    synchronized (this) {
      String time = String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
      if (headerOpen) {
        out.println("  " + time);
        headerOpen = false;
      } else {
        finishLines();
        out.println(place(number, total) + " " + time);
      }
    }
    afterCell.run();
  }

  @Override
  public synchronized void text(String stream, String text) {
    if (text.isEmpty()) {
      return;
    }
    endHeader();
    freeze();
    PrintStream to = stream.equals("stderr") ? err : out;
    to.print(text);
    to.flush();
    lineOpen = !text.endsWith("\n");
  }

  @Override
  public synchronized void result(MimeBundle bundle) {
    print(bundle.plainText());
  }

  @Override
  public synchronized void shown(String id, MimeBundle bundle) {
    String text = bundle.plainText();
    if (terminal && text.lines().count() <= 1) {
      redraw(id, text);
    } else {
      loggedAt.put(id, nanoTime.getAsLong());
      print(text);
    }
  }

  @Override
  public synchronized void updated(String id, MimeBundle bundle) {
    List<String> lines = bundle.plainText().lines().toList();
    String line = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    if (terminal) {
      redraw(id, line);
      return;
    }
    long now = nanoTime.getAsLong();
    Long last = loggedAt.get(id);
    if (last == null || now - last >= BETWEEN_LOG_LINES) {
      loggedAt.put(id, now);
      pending.remove(id);
      print(line);
    } else {
      pending.put(id, line);
    }
  }

  /** Ends the line that is open. */
  @Override
  public synchronized void close() {
    finishLines();
  }

  private void print(String text) {
    endHeader();
    freeze();
    endLine();
    out.println(text.stripTrailing());
  }

  /** Draws the live lines again, one of them changed. The cursor stays at the end of the last. */
  private void redraw(String id, String line) {
    endHeader();
    endLine();
    boolean grows = !live.containsKey(id);
    if (grows && live.size() >= LIVE_LINES) {
      freeze();
    }
    int drawn = live.size();
    live.put(id, cut(line, columns - 1));
    var text = new StringBuilder("\r");
    text.append(drawn > 1 ? "\u001B[" + (drawn - 1) + "A" : "");
    text.append(String.join("\u001B[K\n", live.values())).append("\u001B[K");
    out.print(text);
    out.flush();
  }

  /** Leaves the live lines as they are; what comes next stands below. */
  private void freeze() {
    if (!live.isEmpty()) {
      live.clear();
      out.println();
    }
  }

  private void finishLines() {
    endHeader();
    pending.values().forEach(this::print);
    pending.clear();
    freeze();
    endLine();
  }

  private void endHeader() {
    if (headerOpen) {
      out.println();
      headerOpen = false;
    }
  }

  private void endLine() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }

  private static String place(int number, int total) {
    int width = String.valueOf(total).length();
    return String.format(Locale.ROOT, "[%" + width + "d/%d]", number, total);
  }

  private static String cut(String line, int width) {
    return line.length() > width ? line.substring(0, Math.max(1, width - 1)) + "…" : line;
  }
}
