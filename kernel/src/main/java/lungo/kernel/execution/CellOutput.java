package lungo.kernel.execution;

import java.io.IOException;
import lungo.display.DisplaySink;

/**
 * Where a cell's output goes and its input comes from: a Jupyter front end, an executed notebook.
 * Called from any thread that the cell started, also after the cell has ended.
 */
public interface CellOutput extends DisplaySink {

  /**
   * Text that the cell wrote to standard output.
   *
   * @param text a piece of text, not always a whole line
   */
  void stdout(String text);

  /**
   * Text that the cell wrote to standard error.
   *
   * @param text a piece of text, not always a whole line
   */
  void stderr(String text);

  /**
   * Asks the user for a line and waits for it.
   *
   * @param prompt what is asked
   * @param password whether the answer must not be shown
   * @return the line without its end
   * @throws IOException if this front end cannot be asked, with the reason
   * @throws InterruptedException if the cell is stopped while it waits
   */
  @Override
  String readLine(String prompt, boolean password) throws IOException, InterruptedException;
}
