package lungo.kernel.execution;

import java.util.List;
import lungo.display.MimeBundle;

/** How a cell ended. */
public sealed interface Outcome {

  /**
   * The last expression's value, rendered.
   *
   * @param bundle its representations
   */
  record Value(MimeBundle bundle) implements Outcome {}

  /** The cell ran to its end and its last snippet has no value to show. */
  record Nothing() implements Outcome {}

  /**
   * The cell did not compile or threw.
   *
   * @param name the error's short name, such as {@code CompilationError} or the exception's class
   * @param message what went wrong, one line
   * @param traceback the report's lines with ANSI colours: the cell's line, an excerpt, causes
   */
  record Failed(String name, String message, List<String> traceback) implements Outcome {

    /**
     * Copies the lines.
     *
     * @param name the error's short name, such as {@code CompilationError} or the exception's class
     * @param message what went wrong, one line
     * @param traceback the report's lines with ANSI colours: the cell's line, an excerpt, causes
     */
    public Failed {
      traceback = List.copyOf(traceback);
    }
  }

  /** The user stopped the cell; the session's state is whole. */
  record Interrupted() implements Outcome {}
}
