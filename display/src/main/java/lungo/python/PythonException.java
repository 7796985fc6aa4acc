package lungo.python;

import java.io.IOException;

/** Python, its venv module or a package is missing; the message says which and how to get it. */
public final class PythonException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * An error for the user.
   *
   * @param message what is missing and how to get it
   */
  public PythonException(String message) {
    super(message);
  }

  /**
   * An error for the user, with what caused it.
   *
   * @param message what failed
   * @param cause the error below
   */
  public PythonException(String message, Throwable cause) {
    super(message, cause);
  }
}
