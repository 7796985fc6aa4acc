package lungo.audio;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import lungo.data.DataException;

/**
 * The FLAC format: blocks of metadata, of which the first says what the frames after them hold.
 * Each frame is checked by its remainders, the whole by its MD5 sum where it has one. RFC 9639,
 * https://www.rfc-editor.org/rfc/rfc9639
 */
final class FlacFile {

  private static final int HEADER = 34;
  private static final int SYNC = 0b111111111111100;
  private static final int[] RATE_BYTES = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, -1};
  private static final int[] BITS = {0, 8, 12, -1, 16, 20, 24, 32};

  private static final int LEFT_SIDE = 8;
  private static final int SIDE_RIGHT = 9;
  private static final int MID_SIDE = 10;

  private final FlacBits in;
  private final String name;
  private final int rate;
  private final int channels;
  private final int bits;

  /** Values a channel, 0 where the file does not say. */
  private final long length;

  private final byte[] md5 = new byte[16];

  /**
   * @param name of the file, for messages
   */
  static Sound parse(byte[] content, String name) {
    return new FlacFile(content, name).sound();
  }

  private FlacFile(byte[] content, String name) {
    this.name = name;
    in = new FlacBits(content, name);
    in.skipBytes(4); // fLaC
    boolean last = in.read(1) == 1;
    long type = in.read(7);
    int size = (int) in.read(24);
    if (type != 0 || size != HEADER) {
      throw new DataException(name + " does not begin with what a FLAC file says of itself");
    }
    in.skipBytes(10); // the sizes of blocks and frames
    rate = (int) in.read(20);
    channels = (int) in.read(3) + 1;
    bits = (int) in.read(5) + 1;
    length = in.read(36);
    for (int i = 0; i < md5.length; i++) {
      md5[i] = (byte) in.read(8);
    }
    if (rate < 1 || bits < 4 || length > Integer.MAX_VALUE - 8) {
      throw new DataException(
          String.format(
              Locale.ROOT, "%s has %d Hz, %d bits, %,d values", name, rate, bits, length));
    }
    while (!last) {
      last = in.read(1) == 1;
      in.skipBytes((int) (in.read(31) & 0xffffff));
    }
  }

  private Sound sound() {
    float[][] values = new float[channels][(int) Math.min(length, 1 << 20)];
    var digest = digest();
    int at = 0;
    while (length == 0 ? in.bytesLeft() > 0 : at < length) {
      if (in.bytesLeft() == 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s is cut off: %,d values were announced, %,d are there",
                name,
                length,
                at));
      }
      long[][] frame = frame();
      int count = frame[0].length;
      if (length > 0 && at + count > length) {
        throw in.damaged("more than " + length + " values");
      }
      for (int c = 0; c < channels; c++) {
        if (at + count > values[c].length) {
          values[c] = Arrays.copyOf(values[c], Math.max(at + count, 2 * at));
        }
        for (int i = 0; i < count; i++) {
          values[c][at + i] = (float) Math.scalb((double) frame[c][i], 1 - bits);
        }
      }
      digest.update(bytes(frame));
      at += count;
    }
    if (!Arrays.equals(md5, new byte[16]) && !Arrays.equals(md5, digest.digest())) {
      throw new DataException(name + " is damaged: its values have another MD5 sum than it says");
    }
    for (int c = 0; c < channels; c++) {
      values[c] = Arrays.copyOf(values[c], at);
    }
    return Sound.of(rate, values);
  }

  /** The values of a frame's channels. */
  private long[][] frame() {
    int from = in.byteAt();
    if (in.read(15) != SYNC) {
      throw in.damaged("no frame begins here");
    }
    in.read(1); // whether the number that follows counts frames or values
    int sizeCode = (int) in.read(4);
    int rateBytes = RATE_BYTES[(int) in.read(4)];
    int layout = (int) in.read(4);
    int frameBits = BITS[(int) in.read(3)];
    in.read(1);
    int inChannels = layout < LEFT_SIDE ? layout + 1 : 2;
    if (rateBytes < 0 || layout > MID_SIDE || inChannels != channels) {
      throw in.damaged("a frame has the layout " + layout + ", the file " + channels + " channels");
    }
    if (frameBits != 0 && frameBits != bits) {
      throw in.damaged("a frame has " + frameBits + " bits, the file " + bits);
    }
    skipNumber();
    int size = size(sizeCode);
    in.skipBytes(rateBytes);
    if (in.remainder(from, 0x07, 8) != in.read(8)) {
      throw in.damaged("a frame's head has another remainder than it says");
    }
    long[][] frame = new long[channels][size];
    var subframe = new FlacSubframe(in);
    for (int c = 0; c < channels; c++) {
      boolean side = layout == SIDE_RIGHT ? c == 0 : layout >= LEFT_SIDE && c == 1;
      subframe.read(frame[c], side ? bits + 1 : bits);
    }
    in.align();
    if (in.remainder(from, 0x8005, 16) != in.read(16)) {
      throw in.damaged("a frame has another remainder than it says");
    }
    apart(frame, layout);
    return frame;
  }

  private int size(int code) {
    return switch (code) {
      case 0 -> throw in.damaged("a frame has no size");
      case 1 -> 192;
      case 2, 3, 4, 5 -> 576 << (code - 2);
      case 6 -> (int) in.read(8) + 1;
      case 7 -> (int) in.read(16) + 1;
      default -> 256 << (code - 8);
    };
  }

  /** A frame's number, coded as UTF-8 codes letters. */
  private void skipNumber() {
    int first = (int) in.read(8);
    int ones = Integer.numberOfLeadingZeros(~first << 24);
    in.skipBytes(Math.max(0, ones - 1));
  }

  /** Left and right from what they have in common and what not. */
  private static void apart(long[][] frame, int layout) {
    if (layout < LEFT_SIDE) {
      return;
    }
    for (int i = 0; i < frame[0].length; i++) {
      long first = frame[0][i];
      long second = frame[1][i];
      switch (layout) {
        case LEFT_SIDE -> frame[1][i] = first - second;
        case SIDE_RIGHT -> frame[0][i] = first + second;
        default -> {
          long sum = 2 * first + (second & 1);
          frame[0][i] = (sum + second) >> 1;
          frame[1][i] = (sum - second) >> 1;
        }
      }
    }
  }

  /** What the sum is made of: the values in turn, the lowest byte first. */
  private byte[] bytes(long[][] frame) {
    int each = (bits + 7) / 8;
    byte[] bytes = new byte[frame[0].length * channels * each];
    int at = 0;
    for (int i = 0; i < frame[0].length; i++) {
      for (long[] channel : frame) {
        for (int b = 0; b < each; b++) {
          bytes[at++] = (byte) (channel[i] >> (8 * b));
        }
      }
    }
    return bytes;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JDK has MD5", e);
    }
  }
}
