package lungo.audio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import lungo.data.DataException;

/** The bits of a FLAC file from its beginning on, the highest of a byte first. */
final class FlacBits {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final long end;
  private final String name;
  private long at;

  FlacBits(byte[] content, String name) {
    bytes = Arrays.copyOf(content, content.length + Long.BYTES);
    end = 8L * content.length;
    this.name = name;
  }

  /** An unsigned number of up to 56 bits. */
  long read(int bits) {
    if (bits == 0) {
      return 0;
    }
    if (at + bits > end) {
      throw cutOff();
    }
    long value = ahead() >>> (64 - bits);
    at += bits;
    return value;
  }

  /** A number in two's complement. */
  long readSigned(int bits) {
    return bits == 0 ? 0 : read(bits) << (64 - bits) >> (64 - bits);
  }

  /** How many zeros come before the next one, which is read, too. */
  int readZeros() {
    int zeros = 0;
    while (true) {
      int here = Long.numberOfLeadingZeros(ahead());
      int known = 64 - (int) (at & 7);
      if (here < known) {
        read(here + 1);
        return zeros + here;
      }
      int most = (int) Math.min(56, end - at);
      read(most == 0 ? 1 : most); // at the end: says so
      zeros += most;
    }
  }

  /** The next 57 bits at least, and zeros. */
  private long ahead() {
    return (long) LONG.get(bytes, (int) (at >>> 3)) << (at & 7);
  }

  void skipBytes(int count) {
    at += 8L * count;
    if (at > end) {
      throw cutOff();
    }
  }

  private DataException cutOff() {
    return new DataException(name + " is cut off after " + end / 8 + " bytes");
  }

  /** What to throw where the bits before this place make no sense. */
  DataException damaged(String how) {
    return new DataException(name + " is damaged at byte " + byteAt() + ": " + how);
  }

  /** Goes to the next whole byte. */
  void align() {
    at = (at + 7) & ~7L;
  }

  int byteAt() {
    return (int) (at >>> 3);
  }

  int bytesLeft() {
    return (int) ((end - at) >>> 3);
  }

  /** The remainder of bytes from a place to here by a polynomial of so many bits. */
  int remainder(int from, int polynomial, int bits) {
    int remainder = 0;
    int top = 1 << (bits - 1);
    for (int i = from; i < byteAt(); i++) {
      remainder ^= (bytes[i] & 0xff) << (bits - 8);
      for (int bit = 0; bit < 8; bit++) {
        remainder = (remainder & top) != 0 ? (remainder << 1) ^ polynomial : remainder << 1;
      }
    }
    return remainder & ((top << 1) - 1);
  }
}
