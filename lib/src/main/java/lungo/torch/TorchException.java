package lungo.torch;

/** A script that does not compile, or an operator that refused its arguments. */
public final class TorchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * With the script's line and libtorch's reason.
   *
   * @param message shows the line and the reason
   * @param cause the engine's error, whose message has the operators' own trace
   */
  public TorchException(String message, Throwable cause) {
    super(message, cause);
  }
}
