package lungo.weights;

import org.jspecify.annotations.Nullable;

/** Weights that cannot be read, written, or put into a model; the message names file and reason. */
public class WeightsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * With what was expected and what came.
   *
   * @param message names the file, what was expected, what came
   */
  public WeightsException(String message) {
    super(message);
  }

  /**
   * With the error beneath it.
   *
   * @param message names the file, what was expected, what came
   * @param cause the error beneath, or null
   */
  public WeightsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
