package lungo.kernel.execution;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Runs cells, one after the other, on a thread of its own. All shells of an interpreter share what
 * the cells declare; the cells of different shells run at the same time, and compile in turn.
 */
public interface Shell {

  /**
   * Runs a cell and waits for its end.
   *
   * @param cell the cell
   * @param output where its output goes, and that of the threads it starts
   * @return how it ended
   */
  Outcome execute(Cell cell, CellOutput output);

  /**
   * Does work of the kernel's as a part of a cell: what it prints and displays is the cell's, an
   * interrupt reaches it, and cells that it executes run at once, as parts of it.
   *
   * @param output where its output goes
   * @param work the work; an interrupted one may throw what it likes
   * @return what the work returns, or {@link Outcome.Interrupted}
   * @throws Exception what the work throws
   */
  Outcome call(CellOutput output, Callable<Outcome> work) throws Exception;

  /**
   * Stops this shell's running cell from another thread; its variables keep their values. Does
   * nothing if no cell runs.
   */
  void interrupt();

  /**
   * Evaluates expressions beside a cell, such as those of a debugger's watch list.
   *
   * @param expressions a name and a Java expression each
   * @param output where their output goes
   * @return each name's value or failure
   */
  default Map<String, Outcome> evaluate(Map<String, String> expressions, CellOutput output) {
    var outcomes = new LinkedHashMap<String, Outcome>();
    expressions.forEach((name, code) -> outcomes.put(name, execute(new Cell(0, code), output)));
    return outcomes;
  }
}
