package lungo.kernel.protocol;

import java.util.List;

/**
 * A request as it came in, verified and read.
 *
 * @param identities the routing frames in front, to be sent back with a reply
 * @param header its header
 * @param headerText the header's JSON as it came, which replies carry as their parent header
 * @param request what it asks
 */
public record Message(List<byte[]> identities, Header header, String headerText, Request request) {

  /**
   * Copies the identities.
   *
   * @param identities the routing frames
   * @param header its header
   * @param headerText the header's JSON
   * @param request what it asks
   */
  public Message {
    identities = List.copyOf(identities);
  }
}
