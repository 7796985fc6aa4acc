package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard's: TFRecords, each a message {@code Event} of <a
 * href="https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/util/event.proto">
 * event.proto</a> between its length and checksums.
 */
final class EventFile implements AutoCloseable {

  /** Wire types of protocol buffers. */
  private static final int VARINT = 0;

  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final OutputStream out;

  EventFile(Path file, double seconds) throws IOException {
    out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var event = event(seconds, 0);
    bytes(event, 3, "brain.Event:2".getBytes(UTF_8));
    write(event.toByteArray());
  }

  /** Adds a number; it is on its way to the disk when this returns. */
  void scalar(String tag, double value, long step, double seconds) throws IOException {
    var point = new ByteArrayOutputStream();
    bytes(point, 1, tag.getBytes(UTF_8));
    key(point, 2, FIXED_32);
    point.writeBytes(little(4).putFloat((float) value).array());
    var summary = new ByteArrayOutputStream();
    bytes(summary, 1, point.toByteArray());
    var event = event(seconds, step);
    bytes(event, 5, summary.toByteArray());
    write(event.toByteArray());
  }

  private static ByteArrayOutputStream event(double seconds, long step) {
    var event = new ByteArrayOutputStream();
    key(event, 1, FIXED_64);
    event.writeBytes(little(8).putDouble(seconds).array());
    key(event, 2, VARINT);
    varint(event, step);
    return event;
  }

  private static void bytes(ByteArrayOutputStream message, int field, byte[] content) {
    key(message, field, BYTES);
    varint(message, content.length);
    message.writeBytes(content);
  }

  private static void key(ByteArrayOutputStream message, int field, int wireType) {
    varint(message, (field << 3) | wireType);
  }

  private static void varint(ByteArrayOutputStream message, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      message.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    message.write((int) rest);
  }

  private void write(byte[] event) throws IOException {
    byte[] length = little(8).putLong(event.length).array();
    var record = ByteBuffer.allocate(event.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.put(length).putInt(masked(length)).put(event).putInt(masked(event));
    out.write(record.array());
    out.flush();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** TFRecord's checksum: CRC-32C, rotated and shifted so that it does not look like one. */
  static int masked(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
