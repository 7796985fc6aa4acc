package lungo.kernel.channels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lungo.kernel.protocol.ConnectionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bytes on the wire, written and read here by hand as ZMTP 3.0 has them. */
@Timeout(60)
class WireTest {

  private static final byte[] TOPIC = "cell".getBytes(US_ASCII);

  private final BlockingQueue<List<byte[]>> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> subscribed = new LinkedBlockingQueue<>();
  private final List<Peer> peers = new ArrayList<>();
  private ConnectionInfo connection;
  private Wire wire;

  @BeforeEach
  void listen() throws IOException {
    int[] ports = new int[5];
    var held = new ArrayList<ServerSocket>();
    for (int i = 0; i < ports.length; i++) {
      held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      ports[i] = held.get(i).getLocalPort();
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    connection =
        new ConnectionInfo(
            ConnectionInfo.Transport.TCP,
            "127.0.0.1",
            ports[0],
            ports[1],
            ports[2],
            ports[3],
            ports[4],
            "");
    wire = new Wire(connection, new Listener());
    wire.start();
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
    for (Peer peer : peers) {
      peer.socket.close();
    }
  }

  private final class Listener implements Wire.Listener {
    @Override
    public void received(Channel channel, List<byte[]> frames) {
      received.add(frames);
    }

    @Override
    public void subscribed(byte[] topic) {
      subscribed.add(new String(topic, UTF_8));
    }

    @Override
    public List<byte[]> encode(Outbox.Entry.Text text) {
      return List.of(TOPIC, text.text().getBytes(UTF_8));
    }
  }

  /** The other end of a connection. */
  private static final class Peer {
    final Socket socket;
    final DataInputStream in;

    Peer(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Sends a message of small frames. */
    void send(byte[]... frames) throws IOException {
      for (int i = 0; i < frames.length; i++) {
        write(frame(i < frames.length - 1 ? 1 : 0, frames[i]));
      }
    }

    /** Reads a greeting and what the other end says that it is. */
    String introduction() throws IOException {
      byte[] greeting = in.readNBytes(64);
      assertThat(greeting[0]).isEqualTo((byte) 0xff);
      assertThat(greeting[9]).isEqualTo((byte) 0x7f);
      assertThat(new String(greeting, 10, 22, US_ASCII)).isEqualTo("\3\0NULL" + "\0".repeat(16));
      assertThat(in.read()).isEqualTo(4); // a command
      return new String(in.readNBytes(in.read()), US_ASCII);
    }

    List<byte[]> receive() throws IOException {
      var frames = new ArrayList<byte[]>();
      int flags;
      do {
        flags = in.readUnsignedByte();
        long size = (flags & 2) == 0 ? in.readUnsignedByte() : in.readLong();
        frames.add(in.readNBytes((int) size));
      } while ((flags & 1) != 0);
      return frames;
    }

    boolean isClosed() throws IOException {
      try {
        in.readAllBytes(); // up to the end, which else does not come
        return true;
      } catch (EOFException | SocketException e) {
        return true;
      }
    }
  }

  private static byte[] frame(int flags, byte[] body) {
    return ByteBuffer.allocate(2 + body.length)
        .put((byte) flags)
        .put((byte) body.length)
        .put(body)
        .array();
  }

  private static byte[] opening(String mechanism, String type, byte[] identity) {
    var bytes = new ByteArrayOutputStream();
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xff;
    greeting[9] = 0x7f;
    greeting[10] = 3;
    System.arraycopy(mechanism.getBytes(US_ASCII), 0, greeting, 12, mechanism.length());
    bytes.writeBytes(greeting);
    var ready = new ByteArrayOutputStream();
    ready.writeBytes("\5READY".getBytes(US_ASCII));
    property(ready, "Socket-Type", type.getBytes(US_ASCII));
    property(ready, "Identity", identity);
    bytes.writeBytes(frame(4, ready.toByteArray()));
    return bytes.toByteArray();
  }

  private static void property(ByteArrayOutputStream to, String name, byte[] value) {
    to.write(name.length());
    to.writeBytes(name.getBytes(US_ASCII));
    to.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
    to.writeBytes(value);
  }

  private Peer stranger(int port) throws IOException {
    var peer = new Peer(port);
    peers.add(peer);
    return peer;
  }

  private Peer connect(int port, String type, String identity) throws IOException {
    Peer peer = stranger(port);
    peer.write(opening("NULL", type, identity.getBytes(US_ASCII)));
    peer.introduction();
    return peer;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  @Test
  void bytesThatComeOneByOneAreUnderstood() throws Exception {
    Peer peer = stranger(connection.heartbeat());
    var all = new ByteArrayOutputStream();
    all.writeBytes(opening("NULL", "REQ", new byte[0]));
    all.writeBytes(frame(1, new byte[0]));
    all.writeBytes(frame(0, bytes("ping")));
    for (byte each : all.toByteArray()) {
      peer.write(new byte[] {each});
    }
    assertThat(peer.introduction()).contains("READY").contains("Socket-Type").endsWith("REP");
    assertThat(peer.receive()).containsExactly(new byte[0], bytes("ping"));
  }

  @Test
  void whoDoesNotSpeakTheProtocolIsLetGo() throws Exception {
    Peer browser = stranger(connection.shell());
    browser.write(bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assertThat(browser.isClosed()).isTrue();
    Peer curve = stranger(connection.shell());
    curve.write(opening("CURVE", "DEALER", new byte[0]));
    assertThat(curve.isClosed()).isTrue();
    Peer wrong = stranger(connection.shell());
    wrong.write(opening("NULL", "SUB", new byte[0]));
    assertThat(wrong.isClosed()).isTrue();
    Peer early = stranger(connection.shell());
    early.write(java.util.Arrays.copyOf(opening("NULL", "DEALER", new byte[0]), 64));
    early.send(bytes("before READY"));
    assertThat(early.isClosed()).isTrue();
    Peer huge = connect(connection.shell(), "DEALER", "");
    huge.write(ByteBuffer.allocate(9).put((byte) 2).putLong(Long.MAX_VALUE).array());
    assertThat(huge.isClosed()).isTrue();
    Peer peer = connect(connection.shell(), "DEALER", "");
    peer.send(bytes("hello"));
    assertThat(received.take().get(1)).isEqualTo(bytes("hello"));
    assertThat(received).isEmpty();
  }

  @Test
  void aReplyGoesToItsPeerAndAnIdentityToItsNewestOwner() throws Exception {
    Peer first = connect(connection.shell(), "DEALER", "me");
    first.send(bytes("1"));
    assertThat(received.take()).containsExactly(bytes("me"), bytes("1"));
    Peer unnamed = connect(connection.shell(), "DEALER", "");
    unnamed.send(bytes("2"));
    byte[] given = received.take().get(0);
    assertThat(given).hasSize(5).startsWith(0);
    Peer second = connect(connection.shell(), "DEALER", "me");
    second.send(bytes("3"));
    assertThat(received.take()).containsExactly(bytes("me"), bytes("3"));
    assertThat(first.isClosed()).isTrue();
    wire.send(Channel.SHELL, List.of(bytes("nobody"), bytes("lost")));
    wire.send(Channel.SHELL, List.of(bytes("me"), bytes("for second")));
    wire.send(Channel.SHELL, List.of(given, bytes("for unnamed")));
    assertThat(second.receive()).containsExactly(bytes("for second"));
    assertThat(unnamed.receive()).containsExactly(bytes("for unnamed"));
  }

  @Test
  void aSubscriberHearsItsTopicsOnly() throws Exception {
    Peer all = connect(connection.iopub(), "SUB", "");
    all.send(new byte[] {1});
    Peer one = connect(connection.iopub(), "SUB", "");
    one.send(bytes("\1ce"));
    one.send(bytes("\1x"));
    one.send(bytes("\0x"));
    one.send(bytes("\1y"));
    assertThat(List.of(subscribed.take(), subscribed.take(), subscribed.take(), subscribed.take()))
        .containsExactlyInAnyOrder("", "ce", "x", "y");
    wire.outbox().add(List.of(bytes("x"), bytes("1")));
    wire.outbox().add(List.of(TOPIC, bytes("2")));
    assertThat(one.receive()).containsExactly(TOPIC, bytes("2"));
    assertThat(all.receive()).containsExactly(bytes("x"), bytes("1"));
    assertThat(all.receive()).containsExactly(TOPIC, bytes("2"));
  }

  @Test
  void aSlowSubscriberMissesNothing() throws Exception {
    Peer slow = connect(connection.iopub(), "SUB", "");
    slow.send(new byte[] {1});
    subscribed.take();
    int count = 5_000;
    byte[] content = new byte[10_000];
    for (int i = 0; i < count; i++) {
      wire.outbox().add(List.of(TOPIC, bytes(String.valueOf(i)), content));
    }
    for (int i = 0; i < count; i++) {
      assertThat(slow.receive()).containsExactly(TOPIC, bytes(String.valueOf(i)), content);
    }
  }

  @Test
  void whatIsQueuedWhenTheKernelEndsIsStillSent() throws Exception {
    Peer slow = connect(connection.iopub(), "SUB", "");
    slow.send(new byte[] {1});
    subscribed.take();
    byte[] content = new byte[8_000_000];
    wire.outbox().add(List.of(TOPIC, content));
    wire.outbox().print("", "stdout", "last words");
    var closing = new Thread(wire::close);
    closing.start();
    assertThat(slow.receive()).containsExactly(TOPIC, content);
    assertThat(slow.receive()).containsExactly(TOPIC, bytes("last words"));
    closing.join();
    assertThat(slow.isClosed()).isTrue();
    assertThatThrownBy(() -> new Peer(connection.shell())).isInstanceOf(IOException.class);
  }

  @Test
  void aPingIsAnswered() throws Exception {
    Peer peer = connect(connection.control(), "DEALER", "");
    peer.write(frame(4, bytes("\4PING\0\7context")));
    assertThat(peer.receive()).containsExactly(bytes("\4PONGcontext"));
  }

  @Test
  void anAddressInUseIsNamed() {
    assertThatThrownBy(() -> new Wire(connection, new Listener()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1 port " + connection.control());
  }
}
