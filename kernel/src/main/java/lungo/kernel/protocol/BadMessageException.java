package lungo.kernel.protocol;

/**
 * A message that is not one of the protocol's: wrong signature, broken JSON, a missing field. It is
 * dropped; its reason never quotes the key.
 */
public final class BadMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  BadMessageException(String reason) {
    super(reason);
  }

  BadMessageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
