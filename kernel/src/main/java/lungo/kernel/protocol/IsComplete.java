package lungo.kernel.protocol;

import java.util.Map;

/** Would this run, or does more have to follow? */
public sealed interface IsComplete {

  /**
   * Asks whether code is complete.
   *
   * @param code the code so far
   */
  record Request(String code) implements IsComplete, lungo.kernel.protocol.Request {}

  /** What a console does with the code. */
  enum Status {
    /** It can run. */
    COMPLETE("complete"),
    /** It needs another line. */
    INCOMPLETE("incomplete"),
    /** No further text makes it right. */
    INVALID("invalid"),
    /** Nobody can tell. */
    UNKNOWN("unknown");

    private final String label;

    Status(String label) {
      this.label = label;
    }
  }

  /**
   * The answer.
   *
   * @param status the answer
   * @param indent spaces for the next line, of incomplete code only
   */
  record Reply(Status status, String indent) implements IsComplete, Content {

    @Override
    public String type() {
      return "is_complete_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return status == Status.INCOMPLETE
          ? Ordered.fields("status", status.label, "indent", indent)
          : Ordered.fields("status", status.label);
    }
  }
}
