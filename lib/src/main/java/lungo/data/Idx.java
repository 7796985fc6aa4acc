package lungo.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX format of the MNIST data sets: two zero bytes, the type
 * ({@code 8} for unsigned bytes), the number of dimensions, each dimension as a big-endian int,
 * then the values, the last dimension fastest. See <a href="https://yann.lecun.org/exdb/mnist/">
 * LeCun, Cortes, Burges</a>.
 *
 * <pre>{@code
 * var idx = Idx.read(Path.of("datasets/fashion-mnist/train-images-idx3-ubyte.gz"));
 * int pixel = idx.get(14 * 28 + 14);              // 0 to 255, of the first picture
 * }</pre>
 */
public final class Idx {

  private static final int UNSIGNED_BYTE = 8;
  private static final int MAX_DIMENSIONS = 4;

  private final Path file;
  private final List<Integer> shape;
  private final byte[] bytes;
  private final int offset;

  private Idx(Path file, List<Integer> shape, byte[] bytes, int offset) {
    this.file = file;
    this.shape = List.copyOf(shape);
    this.bytes = bytes;
    this.offset = offset;
  }

  /**
   * Reads a file, plain or compressed by gzip, and checks it: its SHA-256 sum where a {@code
   * SHA256SUMS} beside it names it, the magic number, the dimensions, and that neither a byte is
   * missing nor one too many.
   *
   * @param file the file
   * @return its values
   * @throws DataException if the file is missing, damaged or no IDX file of unsigned bytes
   */
  public static Idx read(Path file) {
    try {
      byte[] stored = Files.readAllBytes(file);
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Sha256Sums.in(folder).check(file, stored);
      }
      return parse(file, isGzip(stored) ? unzip(file, stored) : stored);
    } catch (NoSuchFileException e) {
      throw new DataException(file + " does not exist", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isGzip(byte[] stored) {
    return stored.length > 1 && (stored[0] & 0xff) == 0x1f && (stored[1] & 0xff) == 0x8b;
  }

  private static byte[] unzip(Path file, byte[] stored) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(stored), 1 << 16)) {
      return in.readAllBytes();
    } catch (EOFException e) {
      throw new DataException(
          file + " is truncated: its gzip stream ends after " + stored.length + " bytes", e);
    } catch (ZipException e) {
      throw new DataException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Idx parse(Path file, byte[] bytes) {
    if (bytes.length < 4 || bytes[0] != 0 || bytes[1] != 0) {
      throw new DataException(
          file + " is no IDX file: expected it to begin with 00 00, got " + beginning(bytes));
    }
    if (bytes[2] != UNSIGNED_BYTE) {
      throw new DataException(
          file + ": expected values of type 08 (unsigned bytes), got " + beginning(bytes));
    }
    int dimensions = bytes[3];
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw new DataException(file + ": expected 1 to 4 dimensions, got " + dimensions);
    }
    int offset = 4 + 4 * dimensions;
    if (bytes.length < offset) {
      throw new DataException(file + " is truncated inside its header");
    }
    var shape = new ArrayList<Integer>();
    long expected = 1;
    for (int d = 0; d < dimensions; d++) {
      int size = ByteBuffer.wrap(bytes).getInt(4 + 4 * d);
      if (size < 1 || expected * size > Integer.MAX_VALUE) {
        throw new DataException(
            file + ": dimension " + d + " is " + Integer.toUnsignedString(size));
      }
      shape.add(size);
      expected *= size;
    }
    long actual = (long) bytes.length - offset;
    if (actual != expected) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s %s: its header says %s = %,d values, the file holds %,d",
              file,
              actual < expected ? "is truncated" : "is too long",
              shape,
              expected,
              actual));
    }
    return new Idx(file, shape, bytes, offset);
  }

  private static String beginning(byte[] bytes) {
    var text = new StringBuilder();
    for (byte b : Arrays.copyOf(bytes, Math.min(bytes.length, 4))) {
      text.append(String.format(Locale.ROOT, "%02x ", b));
    }
    return text.isEmpty() ? "an empty file" : text.toString().trim();
  }

  /**
   * Where the values come from.
   *
   * @return the file
   */
  public Path file() {
    return file;
  }

  /**
   * The dimensions.
   *
   * @return for images (N, height, width) or (N, height, width, channels), for labels (N)
   */
  public List<Integer> shape() {
    return shape;
  }

  /**
   * One value.
   *
   * @param index its place, the last dimension fastest
   * @return 0 to 255
   */
  public int get(int index) {
    return bytes[offset + index] & 0xff;
  }

  /** The file's bytes, not copied: the values begin at {@link #offset}. */
  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  @Override
  public String toString() {
    return file.getFileName() + " " + shape;
  }
}
