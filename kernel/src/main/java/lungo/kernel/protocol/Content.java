package lungo.kernel.protocol;

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
}
