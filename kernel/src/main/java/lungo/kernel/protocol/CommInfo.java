package lungo.kernel.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which comms are open? */
public sealed interface CommInfo {

  /**
   * Asks for the open comms.
   *
   * @param target only those of this target
   */
  record Request(Optional<String> target) implements CommInfo, lungo.kernel.protocol.Request {

    static Request parse(Fields fields) throws BadMessageException {
      return new Request(fields.textIfPresent("target_name"));
    }
  }

  /**
   * The open comms.
   *
   * @param targets comm id to target name
   */
  record Reply(Map<String, String> targets) implements CommInfo, Content {

    @Override
    public String type() {
      return "comm_info_reply";
    }

    @Override
    public Map<String, Object> fields() {
      var comms = new LinkedHashMap<String, Object>();
      targets.forEach((id, target) -> comms.put(id, Map.of("target_name", target)));
      return Ordered.fields("status", "ok", "comms", comms);
    }
  }
}
