package lungo.kernel.execution;

/**
 * A piece of a notebook to be run.
 *
 * @param number the execution count by which errors name the cell; 0 or more
 * @param code the Java source: imports, declarations, statements, expressions in any order
 * @param text what the user sees, which error reports quote; has the source's lines where the
 *     source has them, and may have more than Java in others
 */
public record Cell(int number, String code, String text) {

  /**
   * Rejects a negative number.
   *
   * @param number the execution count by which errors name the cell; 0 or more
   * @param code the Java source: imports, declarations, statements, expressions in any order
   * @param text what the user sees, which error reports quote; has the source's lines where the
   *     source has them, and may have more than Java in others
   */
  public Cell {
    if (number < 0) {
      throw new IllegalArgumentException("a cell's number must be 0 or more, got " + number);
    }
  }

  /**
   * A cell that is all Java.
   *
   * @param number the execution count by which errors name the cell; 0 or more
   * @param code the Java source
   */
  public Cell(int number, String code) {
    this(number, code, code);
  }
}
