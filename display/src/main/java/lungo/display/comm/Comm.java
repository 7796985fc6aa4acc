package lungo.display.comm;

import java.util.Map;
import java.util.function.Consumer;

/**
 * An open comm. All methods can be called from any thread.
 *
 * <pre>{@code
 * Comm plot = Comms.open("plot", Map.of("points", List.of(1, 4, 9)));
 * plot.send(Map.of("color", "red"));
 * plot.onClose(last -> System.out.println("the plot is gone"));
 * }</pre>
 */
public interface Comm {

  /**
   * The comm's id.
   *
   * @return an id that the side that opened it chose
   */
  String id();

  /**
   * The name under which it was opened.
   *
   * @return the target's name
   */
  String target();

  /**
   * Sends data to the front ends.
   *
   * @param data what to tell them
   * @throws IllegalStateException if the comm is closed
   */
  void send(CommData data);

  /**
   * Sends data to the front ends.
   *
   * @param data JSON values
   * @throws IllegalStateException if the comm is closed
   */
  default void send(Map<String, Object> data) {
    send(CommData.of(data));
  }

  /**
   * Sets what happens with data from a front end. It happens as a part of the cell that calls this:
   * its output stands there, and so does the report of an exception.
   *
   * @param handler takes the data
   */
  void onMessage(Consumer<CommData> handler);

  /**
   * Sets what happens when a front end closes the comm, as a part of the cell that calls this.
   *
   * @param handler takes the last data
   */
  void onClose(Consumer<CommData> handler);

  /**
   * Closes the comm; does nothing if it is closed.
   *
   * @param data the last data
   */
  void close(CommData data);

  /** Closes the comm without a word; does nothing if it is closed. */
  default void close() {
    close(CommData.EMPTY);
  }
}
