package lungo.kernel.magics;

/**
 * A magic that is not there, or is called wrongly, or cannot do what it should. Unchecked, because
 * magics are called from cells, which need not say what they throw.
 */
public final class MagicException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The lines of the usage; empty if that is not the point. */
  private final String usage;

  /**
   * An error.
   *
   * @param message what was expected, what came, the choices
   */
  public MagicException(String message) {
    this(message, "");
  }

  private MagicException(String message, String usage) {
    super(message);
    this.usage = usage;
  }

  /** An error that another one caused, which the user's code may catch. */
  MagicException(String message, Throwable cause) {
    super(message, cause);
    this.usage = "";
  }

  /**
   * A call with wrong arguments.
   *
   * @param magic the magic
   * @param message what is wrong
   * @return an error that shows the usage
   */
  public static MagicException usage(Magic magic, String message) {
    return new MagicException(message, magic.manual().usage());
  }

  /** The same for a caller in Java, whose report shows messages only. */
  MagicException inJava() {
    return usage.isEmpty()
        ? this
        : new MagicException(getMessage() + "\nusage:\n" + usage.indent(2).stripTrailing());
  }

  /**
   * How the magic is called.
   *
   * @return the lines of its usage; empty if that is not the point
   */
  public String usage() {
    return usage;
  }
}
