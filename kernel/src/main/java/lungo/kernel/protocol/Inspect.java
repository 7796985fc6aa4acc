package lungo.kernel.protocol;

import java.util.Map;
import java.util.Optional;
import lungo.display.MimeBundle;

/** What is this? */
public sealed interface Inspect {

  /**
   * Asks for documentation.
   *
   * @param code the cell's text
   * @param cursor an index into it, in UTF-16 units
   * @param detailed whether more than a signature is wanted
   */
  record Request(String code, int cursor, boolean detailed)
      implements Inspect, lungo.kernel.protocol.Request {

    static Request parse(Fields fields) throws BadMessageException {
      String code = fields.text("code");
      return new Request(
          code,
          Cursor.toIndex(code, fields.integer("cursor_pos", Integer.MAX_VALUE)),
          fields.integer("detail_level", 0) > 0);
    }
  }

  /**
   * The documentation, if there is any.
   *
   * @param found what to show
   */
  record Reply(Optional<MimeBundle> found) implements Inspect, Content {

    @Override
    public String type() {
      return "inspect_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields(
          "status", "ok",
          "found", found.isPresent(),
          "data", found.map(MimeBundle::data).orElse(Map.of()),
          "metadata", found.map(MimeBundle::metadata).orElse(Map.of()));
    }
  }
}
