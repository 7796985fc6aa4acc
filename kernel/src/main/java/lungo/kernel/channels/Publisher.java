package lungo.kernel.channels;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * ZeroMQ's XPUB (RFC 29/PUBSUB): what goes out is for the peers that have subscribed to a beginning
 * of its first frame. Takes nothing while one of those has a full queue, so that none misses any.
 */
final class Publisher extends Endpoint {

  private static final byte BEGIN = 1;
  private static final byte END = 0;

  private final int mostPending;
  private final Consumer<byte[]> listener;

  /** How often each peer has subscribed to each topic. */
  private final Map<Peer, Map<ByteBuffer, Integer>> topics = new HashMap<>();

  /**
   * A publisher.
   *
   * @param mostPending how many messages wait for a peer at most
   * @param listener is told each topic that a peer subscribes to
   */
  Publisher(int mostPending, Consumer<byte[]> listener) {
    super("XPUB", Set.of("SUB", "XSUB"));
    this.mostPending = mostPending;
    this.listener = listener;
  }

  @Override
  void left(Peer peer) {
    topics.remove(peer);
  }

  @Override
  void received(Peer peer, List<byte[]> frames) {
    byte[] first = frames.get(0);
    if (frames.size() == 1 && first.length > 0 && (first[0] == BEGIN || first[0] == END)) {
      subscription(peer, Arrays.copyOfRange(first, 1, first.length), first[0] == BEGIN);
    }
  }

  @Override
  void subscription(Peer peer, byte[] topic, boolean begins) {
    Map<ByteBuffer, Integer> own = topics.get(peer);
    if (own == null) {
      own = new HashMap<>();
      topics.put(peer, own);
    }
    var key = ByteBuffer.wrap(topic);
    int count = own.getOrDefault(key, 0) + (begins ? 1 : -1);
    if (count < 1) {
      own.remove(key);
    } else {
      own.put(key, count);
    }
    if (begins) {
      listener.accept(topic);
    }
  }

  /** Sends a message to those who want it; returns false, and sends to none, if one is too slow. */
  boolean send(List<byte[]> frames) {
    List<Peer> wanting = new ArrayList<>();
    for (Peer peer : peers()) {
      if (wants(peer, frames.get(0))) {
        if (peer.pending() >= mostPending) {
          return false;
        }
        wanting.add(peer);
      }
    }
    for (Peer peer : wanting) {
      peer.add(frames);
    }
    return true;
  }

  /** Sends what {@link #send} has queued. */
  void flush() {
    for (Peer peer : List.copyOf(peers())) {
      if (peer.isBehind()) {
        peer.flush();
      }
    }
  }

  private boolean wants(Peer peer, byte[] first) {
    for (ByteBuffer topic : topics.getOrDefault(peer, Map.of()).keySet()) {
      int length = topic.remaining();
      if (length <= first.length && topic.equals(ByteBuffer.wrap(first, 0, length))) {
        return true;
      }
    }
    return false;
  }
}
