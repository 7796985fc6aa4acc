package lungo.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a message of protocol buffers, field after field.
 * https://protobuf.dev/programming-guides/encoding/
 *
 * <pre>{@code
 * byte[] message = new ProtoMessage().bytes(1, new byte[] {7, 7}).float32(2, 0.5f).toBytes();
 * }</pre>
 */
public final class ProtoMessage {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An empty message. */
  public ProtoMessage() {}

  /**
   * Adds bytes, a text or a message.
   *
   * @param field its number
   * @param content the bytes
   * @return this message
   */
  public ProtoMessage bytes(int field, byte[] content) {
    key(field, BYTES);
    raw(content.length);
    out.writeBytes(content);
    return this;
  }

  /**
   * Adds a whole number.
   *
   * @param field its number
   * @param value int32, int64 or bool
   * @return this message
   */
  public ProtoMessage varint(int field, long value) {
    key(field, VARINT);
    raw(value);
    return this;
  }

  /**
   * Adds a float.
   *
   * @param field its number
   * @param value any
   * @return this message
   */
  public ProtoMessage float32(int field, float value) {
    key(field, FIXED_32);
    out.writeBytes(little(4).putFloat(value).array());
    return this;
  }

  /**
   * Adds a double.
   *
   * @param field its number
   * @param value any
   * @return this message
   */
  public ProtoMessage float64(int field, double value) {
    key(field, FIXED_64);
    out.writeBytes(little(8).putDouble(value).array());
    return this;
  }

  /**
   * Adds whole numbers, packed.
   *
   * @param field its number
   * @param values int64
   * @return this message
   */
  public ProtoMessage varints(int field, long... values) {
    var packed = new ProtoMessage();
    for (long value : values) {
      packed.raw(value);
    }
    return bytes(field, packed.toBytes());
  }

  private void key(int field, int wireType) {
    raw((field << 3) | wireType);
  }

  private void raw(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The message as it stands in files.
   *
   * @return its bytes
   */
  public byte[] toBytes() {
    return out.toByteArray();
  }
}
