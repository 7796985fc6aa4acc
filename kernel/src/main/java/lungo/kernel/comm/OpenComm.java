package lungo.kernel.comm;

import java.util.function.Consumer;
import lungo.display.comm.Comm;
import lungo.display.comm.CommData;
import lungo.kernel.protocol.CommMessage;

/** A comm of a kernel's, until one of the sides closes it. */
final class OpenComm implements Comm {

  private final Comms comms;
  private final String id;
  private final String target;
  private volatile Consumer<CommData> onMessage;
  private volatile Consumer<CommData> onClose = data -> {};

  OpenComm(Comms comms, String id, String target, Consumer<CommData> onMessage) {
    this.comms = comms;
    this.id = id;
    this.target = target;
    this.onMessage = onMessage;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public void send(CommData data) {
    if (!comms.isOpen(id)) {
      throw new IllegalStateException("comm " + id + " of target '" + target + "' is closed");
    }
    comms.publish(new CommMessage.Data(id, data));
  }

  @Override
  public void close(CommData data) {
    if (comms.forget(id)) {
      comms.publish(new CommMessage.Close(id, data));
    }
  }

  @Override
  public void onMessage(Consumer<CommData> handler) {
    onMessage = comms.bind(handler);
  }

  @Override
  public void onClose(Consumer<CommData> handler) {
    onClose = comms.bind(handler);
  }

  void received(CommData data) {
    onMessage.accept(data);
  }

  void closed(CommData data) {
    onClose.accept(data);
  }
}
