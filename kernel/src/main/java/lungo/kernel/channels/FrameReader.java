package lungo.kernel.channels;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts the bytes that a peer sends into its greeting, commands and messages. */
final class FrameReader {

  /** What comes. */
  interface Sink {

    /** A command came. */
    void command(Zmtp.Command command) throws IOException;

    /** All frames of a message came. */
    void message(List<byte[]> frames) throws IOException;
  }

  private static final int FIRST_ROOM = 1 << 13;

  private final long mostBytes;
  private final Sink sink;
  private final byte[] greeting = new byte[Zmtp.GREETING];
  private int greeted;

  /** The flags and the size of the frame that comes; one byte is known when the first is there. */
  private final ByteBuffer head = ByteBuffer.allocate(1 + Long.BYTES);

  /**
   * The frame's bytes, with room for some of what is still to come; none before its head is read.
   */
  private byte[] body = {};

  private boolean inBody;
  private int size;
  private int read;
  private List<byte[]> frames = new ArrayList<>();

  /**
   * A reader at the beginning of a connection.
   *
   * @param mostBytes how large a frame may be
   * @param sink takes what comes
   */
  FrameReader(long mostBytes, Sink sink) {
    this.mostBytes = mostBytes;
    this.sink = sink;
  }

  /** Takes bytes, all of them; throws if they are not what this version of the protocol has. */
  void read(ByteBuffer bytes) throws IOException {
    if (greeted < Zmtp.GREETING) {
      greet(bytes);
    }
    while (bytes.hasRemaining()) {
      if (!inBody) {
        readHead(bytes);
      } else {
        readBody(bytes);
      }
      if (inBody && read == size) {
        end();
      }
    }
  }

  private void greet(ByteBuffer bytes) throws ProtocolException {
    int count = Math.min(bytes.remaining(), Zmtp.GREETING - greeted);
    bytes.get(greeting, greeted, count);
    greeted += count;
    if (greeted >= Zmtp.VERSION) {
      Zmtp.check(greeting, greeted);
    }
  }

  private void readHead(ByteBuffer bytes) throws ProtocolException {
    head.put(bytes.get());
    boolean isLong = (head.get(0) & Zmtp.LONG) != 0;
    int length = isLong ? 1 + Long.BYTES : 2;
    if (head.position() < length) {
      return;
    }
    long announced = isLong ? head.getLong(1) : head.get(1) & 0xff;
    if (announced < 0 || announced > mostBytes) {
      throw new ProtocolException("a frame of " + announced + " bytes, more than " + mostBytes);
    }
    size = (int) announced;
    body = new byte[Math.min(size, FIRST_ROOM)]; // more only as it comes
    read = 0;
    inBody = true;
  }

  private void readBody(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), size - read);
    if (read + count > body.length) {
      body = Arrays.copyOf(body, (int) Math.min(size, Math.max(2L * body.length, read + count)));
    }
    bytes.get(body, read, count);
    read += count;
  }

  private void end() throws IOException {
    int flags = head.get(0);
    byte[] frame = body;
    head.clear();
    body = new byte[0];
    inBody = false;
    if ((flags & Zmtp.COMMAND) != 0) {
      sink.command(Zmtp.command(frame));
      return;
    }
    frames.add(frame);
    if ((flags & Zmtp.MORE) == 0) {
      List<byte[]> message = frames;
      frames = new ArrayList<>();
      sink.message(message);
    }
  }
}
