package lungo.kernel.dependencies;

/** Coordinates that are malformed, or artifacts that cannot be had; the message is for the user. */
public final class DependencyException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * An error.
   *
   * @param message what was asked for, what came, the choices
   */
  public DependencyException(String message) {
    super(message);
  }

  DependencyException(String message, Throwable cause) {
    super(message, cause);
  }
}
