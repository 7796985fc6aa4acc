package lungo.kernel.execution;

/**
 * Whether a text can run as it stands.
 *
 * @param status how it stands
 * @param indent what the next line begins with; empty unless the text is incomplete
 */
public record Completeness(Status status, String indent) {

  /** How a text stands. */
  public enum Status {
    /** It can run. */
    COMPLETE,
    /** More has to come: a brace is open, an operator waits for its operand. */
    INCOMPLETE,
    /** Nothing that follows can make it right. */
    INVALID
  }
}
