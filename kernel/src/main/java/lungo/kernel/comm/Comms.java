package lungo.kernel.comm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import lungo.kernel.protocol.CommMessage;

/** The targets and the open comms of a kernel. */
public final class Comms {

  private final Consumer<CommMessage> publisher;
  private final Map<String, CommTarget> targets = new ConcurrentHashMap<>();
  private final Map<String, Comm> open = new ConcurrentHashMap<>();

  /**
   * No targets, no comms.
   *
   * @param publisher tells the front ends
   */
  public Comms(Consumer<CommMessage> publisher) {
    this.publisher = publisher;
  }

  /**
   * Awaits comms under a name; the newest registration of a name wins.
   *
   * @param name the target's name
   * @param target takes the comms
   */
  public void register(String name, CommTarget target) {
    targets.put(name, target);
  }

  /**
   * Opens a comm to the front ends.
   *
   * @param target the name under which they await it
   * @param data the first data
   * @return the open comm
   */
  public Comm open(String target, Map<String, Object> data) {
    var comm = new Comm(this, UUID.randomUUID().toString(), target);
    open.put(comm.id(), comm);
    publish(new CommMessage.Open(comm.id(), target, data));
    return comm;
  }

  /**
   * The open comms.
   *
   * @param target only those of this target
   * @return id to target name
   */
  public Map<String, String> targets(Optional<String> target) {
    var found = new LinkedHashMap<String, String>();
    open.forEach(
        (id, comm) -> {
          if (target.isEmpty() || target.get().equals(comm.target())) {
            found.put(id, comm.target());
          }
        });
    return found;
  }

  /**
   * Takes what a front end says. A comm of an unknown target is closed at once, as the protocol
   * asks; data for a comm that is not open is dropped, for the other side may not know yet.
   *
   * @param message what it says
   */
  public void receive(CommMessage message) {
    if (message instanceof CommMessage.Open opening) {
      accept(opening);
    } else if (message instanceof CommMessage.Data data) {
      Optional.ofNullable(open.get(data.id())).ifPresent(comm -> comm.received(data.data()));
    } else if (message instanceof CommMessage.Close closing) {
      Optional.ofNullable(open.remove(closing.id())).ifPresent(comm -> comm.closed(closing.data()));
    }
  }

  private void accept(CommMessage.Open opening) {
    CommTarget target = targets.get(opening.target());
    if (target == null) {
      publish(new CommMessage.Close(opening.id(), Map.of()));
      return;
    }
    var comm = new Comm(this, opening.id(), opening.target());
    open.put(comm.id(), comm);
    target.opened(comm, opening.data());
  }

  void publish(CommMessage message) {
    publisher.accept(message);
  }

  boolean forget(String id) {
    return open.remove(id) != null;
  }

  void requireOpen(Comm comm) {
    if (!open.containsKey(comm.id())) {
      throw new IllegalStateException(
          "comm " + comm.id() + " of target '" + comm.target() + "' is closed");
    }
  }
}
