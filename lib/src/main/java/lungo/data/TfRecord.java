package lungo.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * TensorFlow's TFRecord: a length of eight bytes, its checksum, that many bytes, their checksum;
 * all little-endian. https://www.tensorflow.org/tutorials/load_data/tfrecord
 *
 * <pre>{@code
 * byte[] record = TfRecord.framed(new byte[] {1, 2, 3, 4, 5});     // 21 bytes
 * }</pre>
 */
public final class TfRecord {

  /** How many bytes stand around a record's own. */
  static final int FRAME = 16;

  private static final int HEAD = 12;

  private TfRecord() {}

  /**
   * A record with what stands around it.
   *
   * @param content any bytes
   * @return 16 more
   */
  public static byte[] framed(byte[] content) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(content.length).array();
    return ByteBuffer.allocate(content.length + FRAME)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(length)
        .putInt(masked(length))
        .put(content)
        .putInt(masked(content))
        .array();
  }

  /**
   * What is in a record.
   *
   * @param framed the whole record
   * @param where names it, for messages
   * @return its content
   * @throws DataException if its length or a checksum is not what it should be
   */
  static byte[] content(byte[] framed, String where) {
    var in = ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN);
    byte[] length = new byte[8];
    in.get(length);
    int size = framed.length - FRAME;
    long said = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (in.getInt() != masked(length) || said != size) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is damaged: expected a record of %,d bytes there, the file says %,d",
              where,
              size,
              said));
    }
    byte[] content = new byte[size];
    in.position(HEAD).get(content);
    int sum = in.getInt();
    if (sum != masked(content)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is damaged: its checksum is %08x, its bytes have %08x",
              where,
              sum,
              masked(content)));
    }
    return content;
  }

  /**
   * The checksum: CRC-32C, rotated and shifted so that it does not look like one.
   *
   * @param bytes of what
   * @return the masked sum
   */
  public static int masked(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
