package lungo.kernel.comm;

import java.util.Map;
import java.util.function.Consumer;
import lungo.kernel.protocol.CommMessage;

/** An open comm. All methods can be called from any thread. */
public final class Comm {

  private final Comms comms;
  private final String id;
  private final String target;
  private volatile Consumer<Map<String, Object>> onMessage = data -> {};
  private volatile Consumer<Map<String, Object>> onClose = data -> {};

  Comm(Comms comms, String id, String target) {
    this.comms = comms;
    this.id = id;
    this.target = target;
  }

  /**
   * The comm's id.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * The name under which it was opened.
   *
   * @return the target's name
   */
  public String target() {
    return target;
  }

  /**
   * Sends data to the front ends.
   *
   * @param data JSON values
   * @throws IllegalStateException if the comm is closed
   */
  public void send(Map<String, Object> data) {
    comms.requireOpen(this);
    comms.publish(new CommMessage.Data(id, data));
  }

  /**
   * Closes the comm; does nothing if it is closed.
   *
   * @param data the last data
   */
  public void close(Map<String, Object> data) {
    if (comms.forget(id)) {
      comms.publish(new CommMessage.Close(id, data));
    }
  }

  /**
   * Sets what happens with data from a front end.
   *
   * @param handler takes the data
   */
  public void onMessage(Consumer<Map<String, Object>> handler) {
    onMessage = handler;
  }

  /**
   * Sets what happens when a front end closes the comm.
   *
   * @param handler takes the last data
   */
  public void onClose(Consumer<Map<String, Object>> handler) {
    onClose = handler;
  }

  void received(Map<String, Object> data) {
    onMessage.accept(data);
  }

  void closed(Map<String, Object> data) {
    onClose.accept(data);
  }
}
