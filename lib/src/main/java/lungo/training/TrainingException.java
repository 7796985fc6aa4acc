package lungo.training;

import org.jspecify.annotations.Nullable;

/** A run that cannot go on, or a learner that cannot be saved or loaded; says what helps. */
public class TrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * With what happened.
   *
   * @param message what happened, where, and what helps
   */
  public TrainingException(String message) {
    super(message);
  }

  /**
   * With the error beneath it.
   *
   * @param message what happened, where, and what helps
   * @param cause the error beneath, or null
   */
  public TrainingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
