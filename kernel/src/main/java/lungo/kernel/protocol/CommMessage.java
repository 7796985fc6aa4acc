package lungo.kernel.protocol;

import java.util.Map;

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
   * @return fields that the two sides agreed on
   */
  Map<String, Object> data();

  /**
   * A new comm.
   *
   * @param id its id
   * @param target the name under which the other side awaits it
   * @param data the first data
   */
  record Open(String id, String target, Map<String, Object> data) implements CommMessage {

    static Open parse(Fields fields) throws BadMessageException {
      return new Open(fields.text("comm_id"), fields.text("target_name"), fields.object("data"));
    }

    @Override
    public String type() {
      return "comm_open";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("comm_id", id, "target_name", target, "data", data);
    }
  }

  /**
   * Data on an open comm.
   *
   * @param id its id
   * @param data the data
   */
  record Data(String id, Map<String, Object> data) implements CommMessage {

    static Data parse(Fields fields) throws BadMessageException {
      return new Data(fields.text("comm_id"), fields.object("data"));
    }

    @Override
    public String type() {
      return "comm_msg";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("comm_id", id, "data", data);
    }
  }

  /**
   * The comm's end.
   *
   * @param id its id
   * @param data the last data
   */
  record Close(String id, Map<String, Object> data) implements CommMessage {

    static Close parse(Fields fields) throws BadMessageException {
      return new Close(fields.text("comm_id"), fields.object("data"));
    }

    @Override
    public String type() {
      return "comm_close";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields("comm_id", id, "data", data);
    }
  }
}
