package lungo.display.comm;

/**
 * Takes the comms that a front end opens under a name.
 *
 * <pre>{@code
 * CommTarget echo = (comm, first) -> comm.onMessage(comm::send);
 * Comms.register("echo", echo);
 * }</pre>
 */
@FunctionalInterface
public interface CommTarget {

  /**
   * A front end opened a comm.
   *
   * @param comm the new comm; set its handlers here
   * @param data what came with it
   */
  void opened(Comm comm, CommData data);
}
