package lungo.kernel.protocol;

/**
 * A message that is not one of the protocol's: wrong signature, broken JSON, a missing field. It is
 * dropped; its reason never quotes the key.
 */
public final class BadMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 300;

  BadMessageException(String reason) {
    super(oneLine(reason));
  }

  BadMessageException(String reason, Throwable cause) {
    super(oneLine(reason), cause);
  }

  /** Reasons quote what came in, which must not forge lines of a log. */
  private static String oneLine(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
