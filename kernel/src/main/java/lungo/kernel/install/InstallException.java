package lungo.kernel.install;

/** Something that the machine lacks or refuses; the message says what and what to do. */
public final class InstallException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * An error for the user.
   *
   * @param message what is missing and how to get it
   */
  public InstallException(String message) {
    super(message);
  }

  /**
   * An error for the user, with what caused it.
   *
   * @param message what failed and what to do
   * @param cause the error below
   */
  public InstallException(String message, Throwable cause) {
    super(message, cause);
  }
}
