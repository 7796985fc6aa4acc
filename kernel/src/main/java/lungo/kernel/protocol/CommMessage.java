package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;
import lungo.display.comm.CommData;

/** What the two sides of a comm tell each other, the same in both directions. */
public sealed interface CommMessage extends Request, Content {

  /**
   * The comm's id.
   *
   * @return an id that the side that opened it chose
   */
  String id();

  /**
   * What is said.
   *
   * @return what the two sides agreed on
   */
  CommData data();

  @Override
  default Map<String, Object> metadata() {
    return data().metadata();
  }

  @Override
  default List<byte[]> buffers() {
    return data().buffers();
  }

  /**
   * A new comm.
   *
   * @param id its id
   * @param target the name under which the other side awaits it
   * @param data the first data
   */
  record Open(String id, String target, CommData data) implements CommMessage {

    @Override
    public String type() {
      return "comm_open";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("comm_id", id, "target_name", target, "data", data.data());
    }
  }

  /**
   * Data on an open comm.
   *
   * @param id its id
   * @param data the data
   */
  record Data(String id, CommData data) implements CommMessage {

    @Override
    public String type() {
      return "comm_msg";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("comm_id", id, "data", data.data());
    }
  }

  /**
   * The comm's end.
   *
   * @param id its id
   * @param data the last data
   */
  record Close(String id, CommData data) implements CommMessage {

    @Override
    public String type() {
      return "comm_close";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("comm_id", id, "data", data.data());
    }
  }
}
