package lungo.kernel.channels;

import java.util.List;
import java.util.Set;

/**
 * ZeroMQ's REP as the heartbeat needs it: says what it hears, with the envelope that it came in.
 */
final class Heartbeat extends Endpoint {

  Heartbeat() {
    super("REP", Set.of("DEALER", "REQ"));
  }

  @Override
  void received(Peer peer, List<byte[]> frames) {
    peer.add(frames);
    peer.flush();
  }
}
