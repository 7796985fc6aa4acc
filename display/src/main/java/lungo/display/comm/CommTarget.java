package lungo.display.comm;

/** Takes the comms that a front end opens under a name. */
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
