package lungo.kernel.protocol;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The signatures of the last {@value #KEPT} messages. Each message has an id of its own, so a
 * signature that comes again is a copy that somebody else sends.
 */
final class Replays {

  private static final int KEPT = 10_000;

  private final Map<String, Boolean> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > KEPT;
        }
      };

  /** Whether a signature has not been seen lately; messages without one are always new. */
  synchronized boolean isNew(byte[] signature) {
    return signature.length == 0
        || seen.putIfAbsent(new String(signature, StandardCharsets.US_ASCII), true) == null;
  }
}
