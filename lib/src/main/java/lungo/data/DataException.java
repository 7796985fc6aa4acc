package lungo.data;

import org.jspecify.annotations.Nullable;

/** Data that cannot be read or is not what it was said to be; the message names the file. */
public class DataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * With what was expected and what came.
   *
   * @param message names the file, what was expected, what came, and what helps
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * With the error beneath it.
   *
   * @param message names the file, what was expected, what came, and what helps
   * @param cause the error beneath, or null
   */
  public DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
