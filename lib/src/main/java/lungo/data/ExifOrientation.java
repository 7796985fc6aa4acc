package lungo.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held: the tag 0x0112 in a JPEG file, by which the picture is turned before it is
 * shown. CIPA DC-008 (Exif 2.32), section 4.6.4.
 */
enum ExifOrientation {
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  TURNED_OVER,
  TRANSPOSED,
  TO_THE_LEFT,
  TRANSVERSE,
  TO_THE_RIGHT;

  private static final int SEGMENT = 0xff;
  private static final int APP1 = 0xe1;
  private static final int SCAN = 0xda;
  private static final long EXIF = 0x457869660000L; // "Exif", 0, 0
  private static final int TAG = 0x0112;
  private static final int ENTRY = 12;

  /** Of a file; upright if it says nothing, or what it says is damaged. */
  static ExifOrientation of(byte[] file) {
    var bytes = ByteBuffer.wrap(file);
    if (file.length < 4 || (bytes.getShort(0) & 0xffff) != 0xffd8) {
      return UPRIGHT;
    }
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xff) == SEGMENT) {
      int kind = file[at + 1] & 0xff;
      int length = bytes.getShort(at + 2) & 0xffff;
      if (kind == SCAN || length < 2 || at + 2 + length > file.length) {
        break;
      }
      if (kind == APP1 && length > 16 && bytes.getLong(at + 4) >>> 16 == EXIF) {
        return ofTiff(bytes.slice(at + 10, length - 8));
      }
      at += 2 + length;
    }
    return UPRIGHT;
  }

  private static ExifOrientation ofTiff(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = tiff.getInt(4) & 0xffffffffL;
    if (directory + 2 > tiff.capacity()) {
      return UPRIGHT;
    }
    int entries = tiff.getShort((int) directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + (long) ENTRY * i;
      if (at + ENTRY > tiff.capacity()) {
        break;
      }
      if ((tiff.getShort((int) at) & 0xffff) == TAG) {
        int value = tiff.getShort((int) at + 8);
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** The picture as it was seen. */
  Pixels upright(Pixels pixels) {
    if (this == UPRIGHT) {
      return pixels;
    }
    boolean sideways = compareTo(TRANSPOSED) >= 0;
    int width = sideways ? pixels.height() : pixels.width();
    int height = sideways ? pixels.width() : pixels.height();
    int channels = pixels.channels();
    byte[] turned = new byte[width * height * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = pixels.offset() + source(x, y, pixels) * channels;
        System.arraycopy(pixels.bytes(), from, turned, (y * width + x) * channels, channels);
      }
    }
    return pixels.with(width, height, turned);
  }

  /** Which pixel of the file comes to a place. */
  private int source(int x, int y, Pixels file) {
    int right = file.width() - 1;
    int bottom = file.height() - 1;
    int column =
        switch (this) {
          case UPRIGHT, TURNED_OVER -> x;
          case MIRRORED, UPSIDE_DOWN -> right - x;
          case TRANSPOSED, TO_THE_LEFT -> y;
          case TRANSVERSE, TO_THE_RIGHT -> right - y;
        };
    int row =
        switch (this) {
          case UPRIGHT, MIRRORED -> y;
          case UPSIDE_DOWN, TURNED_OVER -> bottom - y;
          case TRANSPOSED, TO_THE_RIGHT -> x;
          case TO_THE_LEFT, TRANSVERSE -> bottom - x;
        };
    return row * file.width() + column;
  }
}
