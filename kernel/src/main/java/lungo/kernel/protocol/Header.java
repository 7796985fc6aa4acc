package lungo.kernel.protocol;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A message's header.
 *
 * @param id the message's own id
 * @param session the sender's session; a kernel sends its own, never the client's
 * @param username the sender's user
 * @param type the message type, such as {@code execute_request}
 * @param subshell the subshell that a request is for, if it names one
 */
public record Header(
    String id, String session, String username, String type, Optional<String> subshell) {

  /** The version of the messaging protocol that this kernel speaks. */
  public static final String VERSION = "5.5";

  /** Reads a header's fields; only id and type are needed to serve a request. */
  static Header parse(Map<String, Object> json) throws BadMessageException {
    var fields = new Fields("header", json);
    return new Header(
        fields.text("msg_id"),
        fields.text("session", ""),
        fields.text("username", ""),
        fields.text("msg_type"),
        fields.textIfPresent("subshell_id"));
  }

  /** The header's fields as they go out, dated now. */
  Map<String, Object> fields() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("msg_id", id);
    fields.put("session", session);
    fields.put("username", username);
    fields.put("date", date(LocalDateTime.now(ZoneOffset.UTC)));
    fields.put("msg_type", type);
    fields.put("version", VERSION);
    return fields;
  }

  /**
   * A time as ISO 8601 writes it, to the microsecond. Without the JDK's formatters, which are slow
   * and take a start 3 ms; what its own text leaves away in a minute's first microsecond comes
   * back.
   */
  static String date(LocalDateTime utc) {
    String text = utc.truncatedTo(ChronoUnit.MICROS).toString();
    return text.length() == "2024-02-29T12:00".length() ? text + ":00Z" : text + "Z";
  }
}
