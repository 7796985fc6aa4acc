package lungo.kernel.channels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The bytes of ZeroMQ's protocol ZMTP 3.0 (RFC 23/ZMTP) with its NULL mechanism: a greeting, a
 * command that tells what the socket is, then frames.
 */
final class Zmtp {

  /** The length of a greeting. */
  static final int GREETING = 64;

  /** How many bytes of a greeting tell that its sender speaks another version. */
  static final int VERSION = 11;

  /** Flag of a frame that others of its message follow. */
  static final int MORE = 1;

  /** Flag of a frame whose size takes eight bytes, not one. */
  static final int LONG = 2;

  /** Flag of a frame that is a command. */
  static final int COMMAND = 4;

  private static final int SIGNATURE = 10;
  private static final int MECHANISM = 12;
  private static final byte[] NULL = {'N', 'U', 'L', 'L', 0};
  private static final byte FIRST = (byte) 0xff;
  private static final byte LAST = 0x7f;
  private static final byte MAJOR = 3;
  private static final int MOST_SHORT = 255;
  private static final int BYTE = 0xff;

  private Zmtp() {}

  /**
   * A command.
   *
   * @param name {@code READY} or another
   * @param data what follows the name
   */
  record Command(String name, ByteBuffer data) {

    /** The properties in the data by their names in lower case. */
    Map<String, byte[]> properties() throws ProtocolException {
      var found = new HashMap<String, byte[]>();
      try {
        while (data.hasRemaining()) {
          String key = new String(take(data, data.get() & BYTE), US_ASCII);
          found.put(key.toLowerCase(Locale.ROOT), take(data, data.getInt()));
        }
      } catch (BufferUnderflowException e) {
        throw new ProtocolException("a property that is cut off");
      }
      return found;
    }
  }

  /** What a socket says first: greeting and the command that tells its type. */
  static byte[] opening(String socketType) {
    var bytes = new ByteArrayOutputStream();
    byte[] greeting = new byte[GREETING];
    greeting[0] = FIRST;
    greeting[SIGNATURE - 1] = LAST;
    greeting[SIGNATURE] = MAJOR;
    System.arraycopy(NULL, 0, greeting, MECHANISM, NULL.length);
    bytes.writeBytes(greeting);
    byte[] type = socketType.getBytes(US_ASCII);
    byte[] key = "Socket-Type".getBytes(US_ASCII);
    var data = ByteBuffer.allocate(1 + key.length + Integer.BYTES + type.length);
    data.put((byte) key.length).put(key).putInt(type.length).put(type);
    byte[] ready = command("READY", data.array());
    bytes.writeBytes(head(COMMAND, ready.length));
    bytes.writeBytes(ready);
    return bytes.toByteArray();
  }

  /**
   * Throws if a greeting, or its first {@link #VERSION} bytes, are of a peer that is not spoken.
   */
  static void check(byte[] greeting, int length) throws ProtocolException {
    if (greeting[0] != FIRST || greeting[SIGNATURE - 1] != LAST) {
      throw new ProtocolException("no ZeroMQ, or one before its protocol 2");
    }
    if (greeting[SIGNATURE] < MAJOR) {
      throw new ProtocolException(
          "ZMTP 3 expected, got " + greeting[SIGNATURE] + ": a ZeroMQ before 4.0");
    }
    for (int i = 0; length == GREETING && i < NULL.length; i++) {
      if (greeting[MECHANISM + i] != NULL[i]) {
        throw new ProtocolException("the mechanism NULL expected");
      }
    }
  }

  /** What stands in front of a frame's bytes. */
  static byte[] head(int flags, int size) {
    if (size <= MOST_SHORT) {
      return new byte[] {(byte) flags, (byte) size};
    }
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) (flags | LONG)).putLong(size).array();
  }

  /** The bytes of a command's frame. */
  static byte[] command(String name, byte[] data) {
    byte[] text = name.getBytes(US_ASCII);
    var bytes = ByteBuffer.allocate(1 + text.length + data.length);
    return bytes.put((byte) text.length).put(text).put(data).array();
  }

  /** Reads a command's frame. */
  static Command command(byte[] frame) throws ProtocolException {
    var data = ByteBuffer.wrap(frame);
    try {
      return new Command(new String(take(data, data.get() & BYTE), UTF_8), data.slice());
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("a command that is cut off");
    }
  }

  private static byte[] take(ByteBuffer from, int size) {
    if (size < 0 || size > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[size];
    from.get(taken);
    return taken;
  }
}
