package lungo.kernel.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import lungo.kernel.install.JupyterPaths;
import lungo.kernel.protocol.History;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all sessions. A thread of its own reads and writes the file, so that no cell waits
 * for a disk; a file that cannot be used is said once, and costs nothing but the memory of other
 * sessions.
 */
public final class HistoryStore implements AutoCloseable {

  private static final int CLOSE_SECONDS = 3;
  private static final int ANSWER_SECONDS = 5;

  private final Optional<Path> place;
  private final Consumer<String> log;
  private @Nullable HistoryFile file; // on the thread only, as is the next
  private boolean hasFailed;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            var worker = new Thread(work, "lungo-history");
            worker.setDaemon(true);
            return worker;
          });

  /**
   * A store in a file.
   *
   * @param file the file, made with the first cell; without one, sessions are forgotten
   * @param log is told once what is wrong with the file
   */
  public HistoryStore(Optional<Path> file, Consumer<String> log) {
    this.place = file;
    this.log = log;
  }

  /**
   * The file that an environment asks for: {@code LUNGO_HISTORY}, or one in Jupyter's data folder.
   *
   * @param variables the environment
   * @param home the user's home directory
   * @param system the operating system's name, as {@code os.name} has it
   * @return the file; none if {@code LUNGO_HISTORY} is {@code off}
   */
  public static Optional<Path> place(Map<String, String> variables, Path home, String system) {
    String own = variables.getOrDefault("LUNGO_HISTORY", "");
    if (own.isEmpty()) {
      return Optional.of(
          JupyterPaths.user(variables, home, system).resolve("lungo").resolve("history.jsonl"));
    }
    return own.equals("off") ? Optional.empty() : Optional.of(Path.of(own));
  }

  /**
   * Begins the session of a shell.
   *
   * @return a history without a cell of its own yet
   */
  public CellHistory open() {
    return new CellHistory(this);
  }

  /** Keeps a cell; the session's number is told to the caller when it is known. */
  void add(CellHistory session, int count, String code, Optional<String> output) {
    thread.execute(
        () -> {
          OptionalInt number = session.number();
          session.numbered(
              tried(file -> file.append(number, count, code, output))
                  .orElseGet(() -> number.orElse(1)));
        });
  }

  /** All cells that the file has. */
  List<History.Entry> read() {
    return tried(HistoryFile::read).orElse(List.of());
  }

  private interface Use<T> {
    T of(HistoryFile file) throws IOException;
  }

  private <T> Optional<T> tried(Use<T> use) {
    if (place.isEmpty()) {
      return Optional.empty();
    }
    try {
      HistoryFile known = file == null ? new HistoryFile(place.get()) : file;
      file = known;
      return Optional.of(use.of(known));
    } catch (IOException | RuntimeException e) {
      if (!hasFailed) {
        hasFailed = true;
        log.accept("the history of this session is not kept: " + e);
      }
      return Optional.empty();
    }
  }

  /** Asks after all that was added before; what a broken disk cannot say in time is left out. */
  List<History.Entry> ask(Callable<List<History.Entry>> question) {
    try {
      return thread.submit(question).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException | TimeoutException e) {
      return new ArrayList<>();
    }
  }

  /** Writes what is still to be written; waits for some seconds at most. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.accept("the last cells of the history could not be written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
