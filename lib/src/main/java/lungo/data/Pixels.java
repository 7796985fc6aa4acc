package lungo.data;

import java.awt.image.BufferedImage;

/**
 * A decoded picture as bytes, row by row, the channels of a pixel side by side. The bytes may be
 * part of a larger array (an IDX file) and must not be changed.
 */
final class Pixels {

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] bytes;
  private final int offset;
  private final boolean blueFirst;

  /**
   * With bytes that are not copied.
   *
   * @param width pixels a row
   * @param height rows
   * @param channels 1 (grey) or 3 (red, green, blue)
   * @param bytes holds the values
   * @param offset where the first value lies
   * @param blueFirst whether the channels lie as blue, green, red, as the JDK decodes JPEG
   */
  Pixels(int width, int height, int channels, byte[] bytes, int offset, boolean blueFirst) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, got " + channels);
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.bytes = bytes;
    this.offset = offset;
    this.blueFirst = blueFirst;
  }

  /** Other bytes of the same kind. */
  Pixels with(int otherWidth, int otherHeight, byte[] others) {
    return new Pixels(otherWidth, otherHeight, channels, others, 0, blueFirst);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int channels() {
    return channels;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  /** Where a channel (0 red or grey, 1 green, 2 blue) lies within a pixel. */
  int channelOffset(int channel) {
    return blueFirst ? channels - 1 - channel : channel;
  }

  BufferedImage toImage() {
    var image =
        new BufferedImage(
            width,
            height,
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    var raster = image.getRaster();
    int[] row = new int[width * channels];
    for (int y = 0; y < height; y++) {
      int at = offset + y * width * channels;
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          row[x * channels + c] = bytes[at + x * channels + channelOffset(c)] & 0xff;
        }
      }
      raster.setPixels(0, y, width, 1, row);
    }
    return image;
  }
}
