package lungo.kernel.notebook;

import java.io.IOException;

/** A notebook that cannot be read, run or written; the message says which, where and why. */
public final class NotebookException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * An error for the user.
   *
   * @param message what was expected, what came, what to do
   */
  public NotebookException(String message) {
    super(message);
  }

  /**
   * An error for the user, with what caused it.
   *
   * @param message what was expected, what came, what to do
   * @param cause the error below
   */
  public NotebookException(String message, Throwable cause) {
    super(message, cause);
  }
}
