package lungo.kernel.channels;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * ZeroMQ's ROUTER (RFC 28/REQREP): the first frame of what comes is the identity of its sender, the
 * first frame of what goes out names the peer that is to have it. A new connection takes over the
 * identity of an old one, since a front end may be back before its old connection is known to be
 * gone.
 */
final class Router extends Endpoint {

  private final Map<ByteBuffer, Peer> byIdentity = new HashMap<>();
  private final Consumer<List<byte[]>> listener;
  private int unnamed;

  Router(Consumer<List<byte[]>> listener) {
    super("ROUTER", Set.of("DEALER", "REQ", "ROUTER"));
    this.listener = listener;
  }

  @Override
  byte[] joined(Peer peer, byte[] given) {
    // Identities that begin with zero are the router's own to give.
    byte[] identity =
        given.length > 0 && given[0] != 0
            ? given
            : ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 0).putInt(++unnamed).array();
    Peer before = byIdentity.put(ByteBuffer.wrap(identity), peer);
    if (before != null) {
      before.close();
    }
    return identity;
  }

  @Override
  void left(Peer peer) {
    byte[] identity = peer.identity();
    if (identity != null) {
      byIdentity.remove(ByteBuffer.wrap(identity), peer);
    }
  }

  @Override
  void received(Peer peer, List<byte[]> frames) {
    var all = new ArrayList<byte[]>(frames.size() + 1);
    all.add(Objects.requireNonNull(peer.identity(), "a message of an unknown peer"));
    all.addAll(frames);
    listener.accept(all);
  }

  /** Sends a message to the peer that its first frame names; nothing happens if that is gone. */
  void send(List<byte[]> frames) {
    Peer peer = byIdentity.get(ByteBuffer.wrap(frames.get(0)));
    if (peer != null) {
      peer.add(frames.subList(1, frames.size()));
      peer.flush();
    }
  }
}
