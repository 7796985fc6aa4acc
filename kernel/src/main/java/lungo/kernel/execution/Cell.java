package lungo.kernel.execution;

/**
 * A piece of a notebook to be run.
 *
 * @param number the execution count by which errors name the cell; 0 or more
 * @param code the Java source: imports, declarations, statements, expressions in any order
 */
public record Cell(int number, String code) {

  /** Rejects a negative number. */
  public Cell {
    if (number < 0) {
      throw new IllegalArgumentException("a cell's number must be 0 or more, got " + number);
    }
  }
}
