package lungo.display;

import java.io.IOException;
import java.time.Duration;

/**
 * Where displays go, and where answers come from: a notebook's front end, an executed notebook's
 * file, a terminal. The kernel attaches one (see {@link Display#attach}); users do not call it.
 *
 * <pre>{@code
 * DisplaySink before = Display.attach(new DisplaySink() {
 *   public void show(String id, MimeBundle bundle) { System.out.println(bundle.plainText()); }
 *   public void update(String id, MimeBundle bundle) { show(id, bundle); }
 *   public void clear(boolean wait) {}
 * });
 * }</pre>
 */
public interface DisplaySink {

  /**
   * Shows a new output.
   *
   * @param id the output's id, for later updates
   * @param bundle what to show
   */
  void show(String id, MimeBundle bundle);

  /**
   * Replaces every output of that id, wherever it stands.
   *
   * @param id the output's id
   * @param bundle what to show in its place
   */
  void update(String id, MimeBundle bundle);

  /**
   * Removes the running cell's outputs.
   *
   * @param wait whether to remove them only when the next output comes, which does not flicker
   */
  void clear(boolean wait);

  /**
   * How long something that moves, such as a progress bar, is to wait between two updates.
   *
   * @return a tenth of a second, unless updates are dear or pile up, as they do in a terminal
   */
  default Duration redrawInterval() {
    return Duration.ofMillis(100);
  }

  /**
   * Asks the user for a line and waits for it.
   *
   * @param prompt what is asked
   * @param isSecret whether the answer must not be shown
   * @return the line without its end
   * @throws IOException if nobody can be asked here, with the reason
   * @throws InterruptedException if the calling thread is interrupted while it waits
   */
  default String readLine(String prompt, boolean isSecret)
      throws IOException, InterruptedException {
    throw new IOException("nobody can be asked here");
  }
}
