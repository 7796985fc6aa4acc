package lungo.kernel.notebook;

import java.util.List;
import java.util.Map;
import lungo.display.MimeBundle;

/** Something that a code cell printed, showed or failed with. */
public sealed interface NotebookOutput {

  /**
   * Text on standard output or standard error.
   *
   * @param name {@code stdout} or {@code stderr}
   * @param text the text
   */
  record Stream(String name, String text) implements NotebookOutput {

    /**
     * The text as a terminal would leave it, without its colours: what a carriage return overwrote
     * is gone, and so are control sequences.
     *
     * @return the text
     */
    public String plainText() {
      return AnsiHtml.overwrite(AnsiHtml.strip(text));
    }
  }

  /**
   * The value of the cell.
   *
   * @param executionCount the number of the execution
   * @param bundle the value's representations
   */
  record ExecuteResult(int executionCount, MimeBundle bundle) implements NotebookOutput {}

  /**
   * A value that the code showed.
   *
   * @param bundle the value's representations
   */
  record DisplayData(MimeBundle bundle) implements NotebookOutput {}

  /**
   * How the cell failed.
   *
   * @param name the error's name
   * @param message one line
   * @param traceback the report's lines, with ANSI colours
   */
  record Failure(String name, String message, List<String> traceback) implements NotebookOutput {

    /**
     * Copies the lines.
     *
     * @param name the error's name
     * @param message one line
     * @param traceback the report's lines, with ANSI colours
     */
    public Failure {
      traceback = List.copyOf(traceback);
    }
  }

  /**
   * An output of a type that this format does not know yet, kept as it was read.
   *
   * @param json the output's fields
   */
  record Unknown(Map<String, Object> json) implements NotebookOutput {}
}
