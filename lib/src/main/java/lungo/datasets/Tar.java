package lungo.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a tar file holds, one entry after the other: POSIX.1-2001's ustar and pax headers, and GNU's
 * long names.
 */
final class Tar {

  private static final int BLOCK = 512;
  private static final int LONGEST_TEXT = 1 << 16;

  private final InputStream in;
  private long left;
  private long padding;

  Tar(InputStream in) {
    this.in = in;
  }

  /** What an entry is. */
  enum Kind {
    FILE,
    FOLDER,
    /** A link, a device or the like. */
    OTHER
  }

  /**
   * An entry's head.
   *
   * @param name its path
   * @param kind what it is
   */
  record Entry(String name, Kind kind) {}

  /** The next entry, empty at the end; what was not read of the last one is passed over. */
  Optional<Entry> next() throws IOException {
    Optional<String> name = Optional.empty();
    Optional<String> size = Optional.empty();
    while (true) {
      in.skipNBytes(left + padding);
      content(0);
      byte[] header = in.readNBytes(BLOCK);
      if (Arrays.equals(header, new byte[header.length])) {
        return Optional.empty(); // blocks of zeros, or nothing at all
      }
      check(header);
      content(number(header, 124, 12));
      char type = (char) header[156];
      if (type == 'x') {
        String records = new String(text(), StandardCharsets.UTF_8);
        name = value(records, "path");
        size = value(records, "size");
      } else if (type == 'L') {
        name = Optional.of(until0(text(), 0, LONGEST_TEXT));
      } else if (type != 'g' && type != 'K') {
        if (size.isPresent()) {
          content(decimal(size.get()));
        }
        return Optional.of(new Entry(name.orElseGet(() -> name(header)), kind(type)));
      }
    }
  }

  /** What is left of the current entry. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int most) throws IOException {
        if (left == 0) {
          return -1;
        }
        int n = in.read(into, from, (int) Math.min(most, left));
        if (n < 0) {
          throw new EOFException("it ends within a file");
        }
        left -= n;
        return n;
      }
    };
  }

  private void content(long size) {
    left = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
  }

  private byte[] text() throws IOException {
    if (left > LONGEST_TEXT) {
      throw new IOException("a name in it takes " + left + " bytes");
    }
    return content().readAllBytes();
  }

  private static Kind kind(char type) {
    return switch (type) {
      case '0', '\0', '7' -> Kind.FILE;
      case '5' -> Kind.FOLDER;
      default -> Kind.OTHER;
    };
  }

  private static String name(byte[] header) {
    String prefix = until0(header, 345, 155);
    boolean isUstar = until0(header, 257, 6).equals("ustar");
    String name = until0(header, 0, 100);
    return isUstar && !prefix.isEmpty() ? prefix + "/" + name : name;
  }

  private static String until0(byte[] bytes, int from, int most) {
    int end = from;
    while (end < bytes.length && end < from + most && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** Octal digits, or where the first bit is set GNU's binary form. */
  private static long number(byte[] header, int from, int length) throws IOException {
    if (header[from] < 0) {
      long value = 0;
      for (int i = from + length - 8; i < from + length; i++) {
        value = (value << 8) | (header[i] & 0xff);
      }
      return checked(value, String.valueOf(value));
    }
    String digits = until0(header, from, length).strip();
    boolean isOctal = digits.matches("[0-7]{0,20}");
    return checked(isOctal ? Long.parseLong("0" + digits, 8) : -1, digits);
  }

  private static long decimal(String digits) throws IOException {
    return checked(digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1, digits);
  }

  private static long checked(long size, String given) throws IOException {
    if (size < 0) {
      throw new IOException("'" + given + "' is no size in a tar file");
    }
    return size;
  }

  private static void check(byte[] header) throws IOException {
    if (header.length < BLOCK) {
      throw new EOFException("it ends within a header");
    }
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new IOException("it is neither zip nor tar, or damaged: the sum of a header differs");
    }
  }

  /** A value of pax records, {@code LENGTH KEY=VALUE} with a line's end each. */
  private static Optional<String> value(String records, String key) {
    return records
        .lines()
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst();
  }
}
