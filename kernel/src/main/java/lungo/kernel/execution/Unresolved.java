package lungo.kernel.execution;

import lungo.kernel.execution.cell.CellResult;

/** Says what a declaration waits for that no cell has declared yet. */
final class Unresolved {

  private Unresolved() {}

  /** Such as {@code area(Shape) cannot be called until class Shape is declared}. */
  static String sentence(CellResult.Waiting declaration) {
    String missing = String.join(" and ", declaration.missing());
    String cannot =
        declaration.name() + (declaration.isMethod() ? " cannot be called" : " cannot be used");
    return missing.isEmpty()
        ? cannot + " until it compiles; run its cell again to see why it does not"
        : cannot + " until " + missing + " is declared";
  }
}
