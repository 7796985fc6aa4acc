package lungo.kernel.protocol;

import java.util.Map;

/** Stop the running cell. */
public sealed interface Interrupt {

  /** Asks to stop the running cell. */
  record Request() implements Interrupt, lungo.kernel.protocol.Request {}

  /** The cell has been told to stop. */
  record Reply() implements Interrupt, Content {

    @Override
    public String type() {
      return "interrupt_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("status", "ok");
    }
  }
}
