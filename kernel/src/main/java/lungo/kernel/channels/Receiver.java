package lungo.kernel.channels;

/** Takes the requests that come in. */
@FunctionalInterface
public interface Receiver {

  /**
   * Takes a request. Called on the thread that serves all channels, so it must hand over whatever
   * could wait.
   *
   * @param request a verified request
   */
  void receive(Received request);
}
