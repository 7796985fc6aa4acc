package lungo.kernel.execution.cell;

import java.util.List;
import jdk.jshell.Diag;
import org.jspecify.annotations.Nullable;

/** How a cell ended. */
public sealed interface CellResult {

  /**
   * The last snippet is an expression.
   *
   * @param value its value
   * @param type its static type as Java writes it, such as {@code java.util.List<java.lang.String>}
   * @param isAssignment whether it only assigned the value to a variable
   */
  record Value(@Nullable Object value, String type, boolean isAssignment) implements CellResult {}

  /** The cell ran to its end and its last snippet has no value. */
  record Nothing() implements CellResult {}

  /**
   * The cell threw; what stands before that place has run.
   *
   * @param thrown what it threw
   */
  record Threw(Throwable thrown) implements CellResult {}

  /**
   * The cell called what waits for something that was not declared yet.
   *
   * @param waiting the declaration
   */
  record Unresolved(Waiting waiting) implements CellResult {}

  /**
   * A snippet does not compile; the snippets before it have run.
   *
   * @param offset index of the snippet in the cell
   * @param source the snippet
   * @param diagnostics what JShell says about it, at places in the snippet
   */
  record Rejected(int offset, String source, List<Diag> diagnostics) implements CellResult {}

  /**
   * A declaration that waits for others.
   *
   * @param cell the cell that it stands in
   * @param offset its index in the cell
   * @param name its name, a method's with its parameters' types
   * @param isMethod whether it is a method
   * @param missing what it waits for, such as {@code variable x}; empty if it must be corrected
   */
  record Waiting(Object cell, int offset, String name, boolean isMethod, List<String> missing) {}
}
