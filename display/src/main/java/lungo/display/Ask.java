package lungo.display;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;

/**
 * Asks the user in the running notebook cell, or in the terminal outside a notebook.
 *
 * <pre>{@code
 * String name = Ask.line("Your name:");
 * String token = Ask.password("Token:");   // not shown while it is typed, kept in no history
 * }</pre>
 */
public final class Ask {

  private Ask() {}

  /**
   * Asks for a line and waits for it.
   *
   * @param prompt what is asked
   * @return the line without its end
   * @throws UncheckedIOException if nobody can be asked, with the reason
   */
  public static String line(String prompt) {
    return ask(prompt, false);
  }

  /**
   * Asks for a secret and waits for it; what is typed is not shown.
   *
   * @param prompt what is asked
   * @return the secret
   * @throws UncheckedIOException if nobody can be asked, with the reason
   */
  public static String password(String prompt) {
    return ask(prompt, true);
  }

  private static String ask(String prompt, boolean isSecret) {
    try {
      return Display.sink().readLine(prompt, isSecret);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted while asking"));
    }
  }
}
