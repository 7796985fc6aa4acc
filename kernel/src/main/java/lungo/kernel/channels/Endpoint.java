package lungo.kernel.channels;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One of the kernel's sockets as ZeroMQ means it: all connections to one address, and where the
 * messages from and to them go; for the thread of the wire.
 */
abstract class Endpoint {

  private final String type;
  private final Set<String> partners;
  private final Set<Peer> peers = new LinkedHashSet<>();

  /**
   * A socket without a peer.
   *
   * @param type ZeroMQ's name of its type
   * @param partners the types that can talk with it
   */
  Endpoint(String type, Set<String> partners) {
    this.type = type;
    this.partners = partners;
  }

  String type() {
    return type;
  }

  /** The peers that have said what they are. */
  Set<Peer> peers() {
    return peers;
  }

  /**
   * A peer says what it is.
   *
   * @param peer the peer
   * @param partner its type
   * @param given the identity that it asks for; empty if it asks for none
   * @return the identity that it has
   * @throws ProtocolException if the two cannot talk
   */
  final byte[] join(Peer peer, String partner, byte[] given) throws ProtocolException {
    if (!partners.contains(partner)) {
      throw new ProtocolException(type + " talks with " + partners + ", not with " + partner);
    }
    peers.add(peer);
    return joined(peer, given);
  }

  /** A peer is gone. */
  final void leave(Peer peer) {
    peers.remove(peer);
    left(peer);
  }

  /** Gives a peer the identity that it asks for, where that matters. */
  byte[] joined(Peer peer, byte[] given) {
    return given;
  }

  void left(Peer peer) {}

  /** A peer's message. */
  abstract void received(Peer peer, List<byte[]> frames) throws IOException;

  /** A peer begins or ends a subscription. */
  void subscription(Peer peer, byte[] topic, boolean begins) {}
}
