package lungo.kernel.notebook.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a notebook showed when it was stored with what it shows in another run: text
 * exactly, numbers within the tolerance, pictures by size and similarity, and HTML by its text, as
 * {@code lungo.check} in the metadata of cells and notebook says. Cells that the stored notebook
 * does not have, such as injected parameters, are not compared.
 */
public final class Check {

  private record Stored(NotebookCell.Code cell, CheckSettings settings) {}

  private final Map<String, Stored> cells;

  private Check(Map<String, Stored> cells) {
    this.cells = cells;
  }

  /**
   * A comparison with a stored notebook.
   *
   * @param notebook the notebook with its outputs
   * @return the comparison
   * @throws NotebookException if the notebook or one of its cells was never executed, or the
   *     metadata holds an entry that means nothing
   */
  public static Check with(Notebook notebook) throws NotebookException {
    List<NotebookCell.Code> running =
        notebook.codeCells().stream().filter(NotebookCell.Code::runs).toList();
    if (running.stream().noneMatch(Check::wasExecuted)) {
      throw new NotebookException(
          "was never executed, so that there is nothing to compare with; lungo run FILE -o FILE"
              + " stores its outputs");
    }
    var cells = new HashMap<String, Stored>();
    for (int i = 0; i < running.size(); i++) {
      NotebookCell.Code cell = running.get(i);
      var position = new RunResult.Position(i + 1, running.size(), cell);
      CheckSettings settings = settings(notebook, position);
      if (!settings.ignored() && !wasExecuted(cell)) {
        throw new NotebookException(
            position + " has no stored output: it was not executed when the others were");
      }
      cells.put(cell.id(), new Stored(cell, settings));
    }
    return new Check(cells);
  }

  /**
   * Compares a run with the stored notebook.
   *
   * @param run the same notebook after the run, which may have ended before the last cell
   * @return what was compared and what differs
   */
  public CheckResult compare(Notebook run) {
    List<NotebookCell.Code> running =
        run.codeCells().stream().filter(NotebookCell.Code::runs).toList();
    var differences = new ArrayList<Difference>();
    int compared = 0;
    int ignored = 0;
    int differing = 0;
    int inTimes = 0;
    for (int i = 0; i < running.size(); i++) {
      NotebookCell.Code cell = running.get(i);
      @Nullable Stored stored = cells.get(cell.id());
      if (stored == null || !wasExecuted(cell)) {
        continue;
      }
      if (stored.settings().ignored()) {
        ignored++;
        continue;
      }
      var position = new RunResult.Position(i + 1, running.size(), cell);
      List<Difference> found = differences(position, stored, stored.settings(), cell);
      compared++;
      if (!found.isEmpty()) {
        differing++;
        CheckSettings withoutTimes = stored.settings().withoutTimes();
        inTimes += differences(position, stored, withoutTimes, cell).isEmpty() ? 1 : 0;
        differences.addAll(found);
      }
    }
    return new CheckResult(compared, ignored, differing, inTimes, differences);
  }

  private static List<Difference> differences(
      RunResult.Position position, Stored stored, CheckSettings settings, NotebookCell.Code cell) {
    return new OutputComparison(position.toString(), settings)
        .differences(stored.cell().outputs(), cell.outputs());
  }

  private static CheckSettings settings(Notebook notebook, RunResult.Position position)
      throws NotebookException {
    try {
      return CheckSettings.of(notebook.metadata(), position.cell().metadata());
    } catch (NotebookException e) {
      throw new NotebookException("metadata of " + position + ": " + e.getMessage(), e);
    }
  }

  private static boolean wasExecuted(NotebookCell.Code cell) {
    return cell.executionCount().isPresent() || !cell.outputs().isEmpty();
  }
}
