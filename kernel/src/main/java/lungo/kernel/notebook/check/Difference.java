package lungo.kernel.notebook.check;

import java.util.List;

/**
 * Where one output of a cell is not as it is stored.
 *
 * @param cell the cell's place and first line
 * @param output which output, for example {@code standard output}
 * @param details what was expected and what came, in lines
 */
public record Difference(String cell, String output, List<String> details) {

  /**
   * Copies the lines.
   *
   * @param cell the cell's place and first line
   * @param output which output
   * @param details what was expected and what came, in lines
   */
  public Difference {
    details = List.copyOf(details);
  }

  /** The difference for a terminal: the place, and the details below it. */
  @Override
  public String toString() {
    return cell + ": " + output + "\n    " + String.join("\n    ", details);
  }
}
