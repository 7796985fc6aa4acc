package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;

/**
 * The reply to a request that could not be served, of whatever kind it was.
 *
 * @param type the reply's message type
 * @param name the error's short name
 * @param message what went wrong, one line
 */
public record Rejected(String type, String name, String message) implements Content {

  /**
   * The reply to a request.
   *
   * @param header the request's header
   * @param cause what went wrong
   * @return the reply of the type that belongs to the request's
   */
  public static Rejected to(Header header, Throwable cause) {
    return new Rejected(
        header.type().replaceFirst("_request$", "_reply"),
        cause.getClass().getSimpleName(),
        String.valueOf(cause.getMessage()));
  }

  @Override
  public Map<String, Object> fields() {
    return Ordered.fields(
        "status", "error", "ename", name, "evalue", message, "traceback", List.of());
  }
}
