package lungo.kernel.channels;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection of a front end with one of the kernel's sockets; for the thread of the wire. */
final class Peer implements Wire.Ready, FrameReader.Sink {

  private static final int MOST_READS = 16;

  /** Bytes that are to be sent, the last of their message or not. */
  private record Outgoing(ByteBuffer bytes, boolean isLast) {}

  private final SocketChannel channel;
  private final Endpoint endpoint;
  private final ByteBuffer transfer;
  private final SelectionKey key;
  private final FrameReader reader;
  private final Deque<Outgoing> outgoing = new ArrayDeque<>();
  private int pending;
  private byte @Nullable [] identity;

  /**
   * A connection that was accepted, and says what it is.
   *
   * @param channel the connection
   * @param endpoint the socket that accepted it
   * @param selector tells when something comes
   * @param transfer room for what is read and written, which all peers share
   */
  Peer(
      SocketChannel channel,
      Endpoint endpoint,
      Selector selector,
      ByteBuffer transfer,
      long mostBytes)
      throws IOException {
    this.channel = channel;
    this.endpoint = endpoint;
    this.transfer = transfer;
    this.reader = new FrameReader(mostBytes, this);
    channel.configureBlocking(false);
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    key = channel.register(selector, SelectionKey.OP_READ, this);
    outgoing.add(new Outgoing(ByteBuffer.wrap(Zmtp.opening(endpoint.type())), false));
    flush();
  }

  /** The identity by which a router knows it; null until the peer has said what it is. */
  byte @Nullable [] identity() {
    return identity;
  }

  /** How many messages wait to be sent. */
  int pending() {
    return pending;
  }

  /** Whether anything waits to be sent. */
  boolean isBehind() {
    return !outgoing.isEmpty();
  }

  /** Queues a message; {@link #flush} sends it. */
  void add(List<byte[]> frames) {
    int last = frames.size() - 1;
    for (int i = 0; i <= last; i++) {
      byte[] frame = frames.get(i);
      byte[] head = Zmtp.head(i < last ? Zmtp.MORE : 0, frame.length);
      outgoing.add(new Outgoing(ByteBuffer.wrap(head), false));
      outgoing.add(new Outgoing(ByteBuffer.wrap(frame), i == last));
    }
    pending++;
  }

  /** Sends as much as the connection takes; the rest when it takes more. */
  void flush() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      boolean isTaken = true;
      while (isTaken && !outgoing.isEmpty()) {
        fill();
        sent(channel.write(transfer));
        isTaken = !transfer.hasRemaining();
      }
      int wanted = SelectionKey.OP_READ | (outgoing.isEmpty() ? 0 : SelectionKey.OP_WRITE);
      if (key.interestOps() != wanted) {
        key.interestOps(wanted);
      }
    } catch (IOException e) {
      close(); // the peer is gone
    }
  }

  /** Copies what comes next, so that small frames go out together and large ones bit by bit. */
  private void fill() {
    transfer.clear();
    for (Outgoing next : outgoing) {
      ByteBuffer bytes = next.bytes();
      int count = Math.min(transfer.remaining(), bytes.remaining());
      transfer.put(bytes.duplicate().limit(bytes.position() + count));
      if (!transfer.hasRemaining()) {
        break;
      }
    }
    transfer.flip();
  }

  private void sent(int bytes) {
    int left = bytes;
    Iterator<Outgoing> all = outgoing.iterator();
    while (all.hasNext()) {
      Outgoing next = all.next();
      int count = Math.min(left, next.bytes().remaining());
      next.bytes().position(next.bytes().position() + count);
      left -= count;
      if (next.bytes().hasRemaining()) {
        return;
      }
      pending -= next.isLast() ? 1 : 0;
      all.remove();
    }
  }

  @Override
  public void ready(boolean isReadable, boolean isWritable) throws IOException {
    if (isWritable) {
      flush();
    }
    int count = isReadable ? transfer.capacity() : 0;
    for (int i = 0; i < MOST_READS && count == transfer.capacity() && channel.isOpen(); i++) {
      transfer.clear();
      count = channel.read(transfer);
      if (count < 0) {
        close();
      } else if (count > 0) {
        byte[] bytes = new byte[count]; // what is received may be answered, by way of the same room
        transfer.flip().get(bytes);
        reader.read(ByteBuffer.wrap(bytes));
      }
    }
  }

  @Override
  public void command(Zmtp.Command command) throws IOException {
    switch (command.name()) {
      case "READY" -> introduce(command.properties());
      case "PING" -> pong(command.data());
      case "SUBSCRIBE" -> endpoint.subscription(this, bytes(command.data()), true);
      case "CANCEL" -> endpoint.subscription(this, bytes(command.data()), false);
      case "ERROR" -> throw new ProtocolException("the peer has refused the connection");
      default -> {
        // A later version's; this one is to pass it over.
      }
    }
  }

  private void introduce(Map<String, byte[]> properties) throws IOException {
    if (identity != null) {
      throw new ProtocolException("a second introduction");
    }
    String type = new String(properties.getOrDefault("socket-type", new byte[0]), US_ASCII);
    byte[] given = properties.getOrDefault("identity", new byte[0]);
    identity = endpoint.join(this, type, given);
  }

  private void pong(ByteBuffer data) {
    byte[] ping = bytes(data);
    byte[] context = ping.length < 2 ? new byte[0] : Arrays.copyOfRange(ping, 2, ping.length);
    byte[] frame = Zmtp.command("PONG", context);
    outgoing.add(new Outgoing(ByteBuffer.wrap(Zmtp.head(Zmtp.COMMAND, frame.length)), false));
    outgoing.add(new Outgoing(ByteBuffer.wrap(frame), false));
    flush();
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }

  @Override
  public void message(List<byte[]> frames) throws IOException {
    if (identity == null) {
      throw new ProtocolException("a message before the introduction");
    }
    endpoint.received(this, frames);
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    outgoing.clear();
    pending = 0;
    endpoint.leave(this);
    try {
      channel.close();
    } catch (IOException e) {
      Log.line("a connection was lost: " + e);
    }
  }
}
