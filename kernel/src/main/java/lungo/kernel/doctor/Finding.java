package lungo.kernel.doctor;

/**
 * What a check has found.
 *
 * @param level how bad it is
 * @param subject what was looked at, in one or two words
 * @param text what it is like
 * @param advice what to do about it; empty if nothing need be done
 */
public record Finding(Level level, String subject, String text, String advice) {

  /** How bad a finding is. */
  public enum Level {
    /** As it should be. */
    GOOD,
    /** Works, but not as well as it could. */
    HINT,
    /** Prevents work. */
    FAULT
  }

  /**
   * Rejects a complaint that helps nobody.
   *
   * @param level how bad it is
   * @param subject what was looked at
   * @param text what it is like
   * @param advice what to do about it
   */
  public Finding {
    if (level == Level.FAULT && advice.isBlank()) {
      throw new IllegalArgumentException("a fault needs advice, got none for: " + text);
    }
  }

  static Finding good(String subject, String text) {
    return new Finding(Level.GOOD, subject, text, "");
  }

  static Finding hint(String subject, String text, String advice) {
    return new Finding(Level.HINT, subject, text, advice);
  }

  static Finding fault(String subject, String text, String advice) {
    return new Finding(Level.FAULT, subject, text, advice);
  }
}
