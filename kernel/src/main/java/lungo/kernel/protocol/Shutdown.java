package lungo.kernel.protocol;

import java.util.Map;

/** End the process. */
public sealed interface Shutdown {

  /**
   * Asks the kernel to end.
   *
   * @param restart whether another one takes its place
   */
  record Request(boolean restart) implements Shutdown, lungo.kernel.protocol.Request {}

  /**
   * The kernel ends now.
   *
   * @param restart as in the request
   */
  record Reply(boolean restart) implements Shutdown, Content {

    @Override
    public String type() {
      return "shutdown_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("status", "ok", "restart", restart);
    }
  }
}
