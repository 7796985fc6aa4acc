package lungo.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lungo.kernel.execution.Subshell;
import lungo.kernel.history.HistoryStore;
import lungo.kernel.magics.CellRunner;

/** The subshells of a kernel by their ids, and the main shell without one. */
final class Subshells {

  private record Open(Subshell shell, Executions cells) {}

  private static final int MOST_DELETED = 16;

  private final Executions main;
  private final Supplier<CellRunner> runner;
  private final HistoryStore history;
  private final Map<String, Open> open = new LinkedHashMap<>();

  /** Those of late: a cell may be on its way to one while it is deleted. */
  private final Map<String, Executions> deleted =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Executions> eldest) {
          return size() > MOST_DELETED;
        }
      };

  /**
   * No subshells yet.
   *
   * @param main the cells of the kernel's own shell
   * @param runner the notebook; it must have started before there are subshells
   * @param history keeps their cells
   */
  Subshells(Executions main, Supplier<CellRunner> runner, HistoryStore history) {
    this.main = main;
    this.runner = runner;
    this.history = history;
  }

  /** Opens a subshell, with a thread for its queue and one for its cells; returns its id. */
  synchronized String create() {
    String id = UUID.randomUUID().toString();
    Subshell shell = runner.get().interpreter().openSubshell("subshell " + id);
    var cells = new Executions(runner, () -> shell, history.open());
    Kernel.daemon(cells::runAll, "lungo-subshell").start();
    open.put(id, new Open(shell, cells));
    return id;
  }

  /** The ids, the oldest first. */
  synchronized List<String> ids() {
    return List.copyOf(open.keySet());
  }

  /**
   * Ends a subshell: its running cell is stopped, those that wait are not run.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  void delete(String id) {
    Open removed;
    synchronized (this) {
      removed = get(id);
      open.remove(id);
      deleted.put(id, removed.cells());
    }
    removed.cells().close();
    removed.shell().close();
  }

  /**
   * The cells of the shell that a request is for.
   *
   * @param id the subshell's id; without one, the main shell
   * @throws IllegalArgumentException if there is none of that id
   */
  synchronized Executions find(Optional<String> id) {
    if (id.isEmpty()) {
      return main;
    }
    Executions gone = deleted.get(id.get());
    return gone == null ? get(id.get()).cells() : gone;
  }

  /**
   * The shell that an answer is for: the one it names, or else one that waits for an answer, for
   * front ends may not name any.
   */
  synchronized Optional<Inputs> waiting(Optional<String> id) {
    return Stream.concat(Stream.of(main), open.values().stream().map(Open::cells))
        .map(Executions::inputs)
        .filter(Inputs::isWaiting)
        .filter(inputs -> id.isEmpty() || inputs == find(id).inputs())
        .findFirst();
  }

  private Open get(String id) {
    return Optional.ofNullable(open.get(id))
        .orElseThrow(
            () -> new IllegalArgumentException("no subshell '" + id + "'; open: " + open.keySet()));
  }
}
