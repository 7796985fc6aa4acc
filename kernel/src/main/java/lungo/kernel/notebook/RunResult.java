package lungo.kernel.notebook;

import java.time.Duration;

/** How a headless run ended. */
public sealed interface RunResult {

  /**
   * Every cell ran.
   *
   * @param cells how many cells ran
   * @param errors how many of them failed and were allowed to
   */
  record Completed(int cells, int errors) implements RunResult {}

  /**
   * A cell failed, and the rest did not run.
   *
   * @param position the cell
   * @param error the error as the notebook records it
   */
  record Failed(Position position, NotebookOutput.Failure error) implements RunResult {}

  /**
   * A cell ran longer than it may, and the rest did not run.
   *
   * @param position the cell
   * @param limit how long a cell may run
   */
  record TimedOut(Position position, Duration limit) implements RunResult {}

  /**
   * The user stopped the run.
   *
   * @param position the cell that ran
   */
  record Stopped(Position position) implements RunResult {}

  /**
   * A cell's place among those that run.
   *
   * @param number from 1
   * @param total how many cells there are
   * @param cell the cell
   */
  record Position(int number, int total, NotebookCell.Code cell) {

    /** Names the cell: its place and its first line. */
    @Override
    public String toString() {
      String title = cell.title();
      String line = title.length() > 72 ? title.substring(0, 71) + "…" : title;
      return "cell " + number + " of " + total + " (" + line + ")";
    }
  }
}
