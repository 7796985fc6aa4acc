package lungo.kernel.comm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import lungo.display.comm.Comm;
import lungo.display.comm.CommData;
import lungo.display.comm.CommHub;
import lungo.display.comm.CommTarget;
import lungo.kernel.protocol.CommMessage;

/** The targets and the open comms of a kernel. */
public final class Comms implements CommHub {

  private final Consumer<CommMessage> publisher;
  private final Binder binder;
  private final Map<String, Consumer<Arrival>> targets = new ConcurrentHashMap<>();
  private final Map<String, OpenComm> open = new ConcurrentHashMap<>();

  private record Arrival(Comm comm, CommData data) {}

  /**
   * No targets, no comms.
   *
   * @param publisher tells the front ends
   * @param binder where notebooks' handlers run
   */
  public Comms(Consumer<CommMessage> publisher, Binder binder) {
    this.publisher = publisher;
    this.binder = binder;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public void register(String name, CommTarget target) {
    targets.put(name, bind(arrival -> target.opened(arrival.comm(), arrival.data())));
  }

  @Override
  public Comm open(String target, CommData first, Consumer<CommData> receiver) {
    var comm = new OpenComm(this, UUID.randomUUID().toString(), target, receiver);
    open.put(comm.id(), comm);
    publish(new CommMessage.Open(comm.id(), target, first));
    return comm;
  }

  @Override
  public <T> Consumer<T> bind(Consumer<? super T> handler) {
    return binder.bind(handler);
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
    Consumer<Arrival> target = targets.get(opening.target());
    if (target == null) {
      publish(new CommMessage.Close(opening.id(), CommData.EMPTY));
      return;
    }
    var comm = new OpenComm(this, opening.id(), opening.target(), data -> {});
    open.put(comm.id(), comm);
    target.accept(new Arrival(comm, opening.data()));
  }

  void publish(CommMessage message) {
    publisher.accept(message);
  }

  boolean forget(String id) {
    return open.remove(id) != null;
  }

  boolean isOpen(String id) {
    return open.containsKey(id);
  }
}
