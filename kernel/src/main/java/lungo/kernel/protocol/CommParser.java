package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;
import lungo.display.comm.CommData;

/** Reads comms' messages, the only ones whose metadata and buffers matter. */
final class CommParser {

  private static final Set<String> TYPES = Set.of("comm_open", "comm_msg", "comm_close");

  private CommParser() {}

  /** Whether a message type is a comm's. */
  static boolean reads(String type) {
    return TYPES.contains(type);
  }

  static CommMessage parse(
      String type, Map<String, Object> content, Map<String, Object> metadata, List<byte[]> buffers)
      throws BadMessageException {
    var fields = new Fields(type, content);
    String id = fields.text("comm_id");
    var data = new CommData(fields.object("data"), metadata, buffers);
    return switch (type) {
      case "comm_open" -> new CommMessage.Open(id, fields.text("target_name"), data);
      case "comm_msg" -> new CommMessage.Data(id, data);
      default -> new CommMessage.Close(id, data);
    };
  }
}
