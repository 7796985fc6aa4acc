package lungo.display.comm;

import java.util.function.Consumer;

/**
 * Where comms lead: a kernel's front ends. The kernel attaches one (see {@link Comms#attach});
 * users do not call it.
 *
 * <pre>{@code
 * if (!Comms.hub().isConnected()) {
 *   System.out.println("open this notebook in a browser to see the plot");
 * }
 * }</pre>
 */
public interface CommHub {

  /**
   * Whether there is a front end at the other side at all.
   *
   * @return false where notebooks run without one
   */
  boolean isConnected();

  /**
   * Opens a comm to the front ends.
   *
   * @param target the name under which they await it
   * @param first the first data
   * @param receiver takes what they say, on the thread that receives it, so it must be quick
   * @return the open comm
   */
  Comm open(String target, CommData first, Consumer<CommData> receiver);

  /**
   * Awaits comms from front ends under a name; the newest registration of a name wins.
   *
   * @param name the target's name
   * @param target takes the comms
   */
  void register(String name, CommTarget target);

  /**
   * A handler that runs as a part of the cell that the calling thread works for, whoever calls it:
   * its output goes to that cell, an interrupt stops it, and its exceptions are reported there.
   *
   * @param <T> what it takes
   * @param handler the notebook's code
   * @return the code to be called in its place, which returns when it has ended
   */
  <T> Consumer<T> bind(Consumer<? super T> handler);
}
