package lungo.kernel.channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import lungo.kernel.protocol.BadMessageException;
import lungo.kernel.protocol.Codec;
import lungo.kernel.protocol.ConnectionInfo;
import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.Json;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The other end of a kernel's channels, as far as a rehearsal needs it: one request at a time, each
 * with its reply. What the kernel publishes is taken and let go. For one thread.
 */
public final class FrontEnd implements AutoCloseable {

  private record Question(String type, Map<String, Object> fields) implements Content {}

  private static final int GLANCE_MILLIS = 200;
  private static final int RECONNECT_MILLIS = 20;
  private static final String DELIMITER = "<IDS|MSG>";
  private static final int CONTENT = 5; // frames from the delimiter to the content

  private final Codec codec;
  private final ZContext context = new ZContext();
  private final ZMQ.Socket shell;
  private final ZMQ.Socket control;
  private final Duration patience;
  private final BooleanSupplier isAlive;

  /**
   * Connects to a kernel that listens on TCP, or will.
   *
   * @param connection where it listens
   * @param patience how long a reply may take
   * @param isAlive whether there is still a kernel to wait for
   */
  public FrontEnd(ConnectionInfo connection, Duration patience, BooleanSupplier isAlive) {
    this.codec = new Codec(connection.key());
    this.patience = patience;
    this.isAlive = isAlive;
    this.shell = connect(SocketType.DEALER, connection, connection.shell());
    this.control = connect(SocketType.DEALER, connection, connection.control());
    connect(SocketType.SUB, connection, connection.iopub()).subscribe("");
  }

  /**
   * Sends a request on the shell channel and waits for its reply.
   *
   * @param type the message type, such as {@code execute_request}
   * @param content the content's fields
   * @return the reply's fields
   * @throws IOException if no reply comes, in time or at all
   */
  public Map<String, Object> ask(String type, Map<String, Object> content) throws IOException {
    return ask(shell, type, content);
  }

  /**
   * Asks the kernel to end and waits for its reply; the process ends soon after it.
   *
   * @throws IOException if no reply comes, in time or at all
   */
  public void shutDown() throws IOException {
    ask(control, "shutdown_request", Map.of("restart", false));
  }

  private Map<String, Object> ask(ZMQ.Socket socket, String type, Map<String, Object> content)
      throws IOException {
    List<byte[]> frames = codec.encode(List.of(), Codec.NO_PARENT, new Question(type, content));
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
    List<String> reply = receive(socket, type);
    int delimiter = reply.indexOf(DELIMITER);
    if (delimiter < 0 || reply.size() <= delimiter + CONTENT) {
      throw new IOException("the reply to " + type + " is no message: " + reply);
    }
    try {
      return Json.read(reply.get(delimiter + CONTENT));
    } catch (BadMessageException e) {
      throw new IOException("the reply to " + type + " cannot be read", e);
    }
  }

  private List<String> receive(ZMQ.Socket socket, String type) throws IOException {
    long begin = System.nanoTime();
    byte[] frame = socket.recv();
    while (frame == null) {
      if (!isAlive.getAsBoolean()) {
        throw new IOException("the kernel ended before it answered " + type);
      }
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new IOException(
            "the kernel did not answer " + type + " within " + patience.toSeconds() + " s");
      }
      frame = socket.recv();
    }
    var frames = new ArrayList<>(List.of(new String(frame, UTF_8)));
    while (socket.hasReceiveMore()) { // the frames of a message come together
      frames.add(new String(socket.recv(), UTF_8));
    }
    return frames;
  }

  private ZMQ.Socket connect(SocketType type, ConnectionInfo connection, int port) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setReceiveTimeOut(GLANCE_MILLIS);
    socket.setReconnectIVL(RECONNECT_MILLIS);
    socket.setHWM(0);
    socket.setLinger(0);
    socket.connect("tcp://" + connection.ip() + ":" + port);
    return socket;
  }

  /** Lets the kernel alone. */
  @Override
  public void close() {
    context.close();
  }
}
