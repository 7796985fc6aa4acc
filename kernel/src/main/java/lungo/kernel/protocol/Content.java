package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;

/** What a message that goes out says: one record a message type. */
public interface Content {

  /**
   * The message type.
   *
   * @return the name in the protocol, such as {@code execute_reply}
   */
  String type();

  /**
   * The content's fields.
   *
   * @return names and values that {@link Json} can write, in the order of the specification
   */
  Map<String, Object> fields();

  /**
   * What stands beside the content.
   *
   * @return names and values; most messages have none
   */
  default Map<String, Object> metadata() {
    return Map.of();
  }

  /**
   * Binary data behind the content.
   *
   * @return the buffers; most messages have none
   */
  default List<byte[]> buffers() {
    return List.of();
  }
}
