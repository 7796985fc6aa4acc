package lungo.display.comm;

import java.util.UUID;
import java.util.function.Consumer;

/** Comms where there is no front end: what is sent is dropped, and nothing ever comes. */
final class Nowhere implements CommHub {

  private record Unheard(String id, String target) implements Comm {

    @Override
    public void send(CommData data) {}

    @Override
    public void onMessage(Consumer<CommData> handler) {}

    @Override
    public void onClose(Consumer<CommData> handler) {}

    @Override
    public void close(CommData data) {}
  }

  @Override
  public boolean isConnected() {
    return false;
  }

  @Override
  public Comm open(String target, CommData first, Consumer<CommData> receiver) {
    return new Unheard(UUID.randomUUID().toString(), target);
  }

  @Override
  public void register(String name, CommTarget target) {}

  @Override
  public <T> Consumer<T> bind(Consumer<? super T> handler) {
    return handler::accept;
  }
}
