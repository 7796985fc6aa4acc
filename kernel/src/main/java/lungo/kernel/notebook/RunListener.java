package lungo.kernel.notebook;

import java.time.Duration;
import lungo.display.MimeBundle;

/** Is told what happens during a headless run; called from any thread. */
public interface RunListener {

  /**
   * A code cell begins.
   *
   * @param number the cell's number among the code cells, from 1
   * @param total how many code cells there are
   * @param cell the cell
   */
  void started(int number, int total, NotebookCell.Code cell);

  /**
   * A code cell has ended, however that was.
   *
   * @param number the cell's number among the code cells, from 1
   * @param total how many code cells there are
   * @param took how long it ran
   */
  void ended(int number, int total, Duration took);

  /**
   * Text was written.
   *
   * @param stream {@code stdout} or {@code stderr}
   * @param text a piece of text, not always a whole line
   */
  void text(String stream, String text);

  /**
   * The cell's value.
   *
   * @param bundle its representations
   */
  void result(MimeBundle bundle);

  /**
   * A value was shown.
   *
   * @param id the output's id
   * @param bundle its representations
   */
  void shown(String id, MimeBundle bundle);

  /**
   * What was shown was replaced.
   *
   * @param id the output's id
   * @param bundle the new representations
   */
  void updated(String id, MimeBundle bundle);
}
