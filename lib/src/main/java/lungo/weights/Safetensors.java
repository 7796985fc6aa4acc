package lungo.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import lungo.random.Seed;
import lungo.torch.OwnedMemory;

/**
 * A <a href="https://github.com/huggingface/safetensors">safetensors</a> file: arrays by name,
 * readable by Python, nothing executable in it. The values are mapped into memory one array at a
 * time, so files may be larger than 2 GB and larger than the heap; a single array may not pass 2
 * GB.
 *
 * <pre>{@code
 * try (var file = Safetensors.open(Path.of("resnet18.safetensors"))) {
 *   NDArray weight = file.read("conv1.weight", manager);
 * }
 * Safetensors.write(path, arrays, Map.of("format", "pt"));
 * }</pre>
 */
public final class Safetensors implements AutoCloseable {

  /** The format's own limit. */
  private static final long MOST_HEADER = 100_000_000;

  private final Path file;
  private final FileChannel channel;
  private final Header header;
  private final long dataStart;

  private Safetensors(Path file, FileChannel channel, Header header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header against its length.
   *
   * @param file the file
   * @return the open file, to be closed
   * @throws WeightsException with the reason, if the file is missing, torn, truncated or of another
   *     format
   */
  public static Safetensors open(Path file) {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new WeightsException(file + " does not exist", e);
    } catch (IOException e) {
      throw new WeightsException(file + " cannot be opened: " + e.getMessage(), e);
    }
    boolean opened = false;
    try {
      Safetensors tensors = read(file, channel);
      opened = true;
      return tensors;
    } catch (IOException e) {
      throw new WeightsException(file + " cannot be read: " + e.getMessage(), e);
    } finally {
      if (!opened) {
        closeQuietly(channel);
      }
    }
  }

  private static Safetensors read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new WeightsException(
          file + " is no safetensors file: expected 8 bytes of header length, got " + size);
    }
    long length = bytes(channel, 0, 8).getLong();
    if (length < 2 || length > MOST_HEADER) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "%s is no safetensors file: its first 8 bytes say that the header has %s bytes",
              file,
              Long.toUnsignedString(length)));
    }
    if (length > size - 8) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "%s is truncated inside its header of %,d bytes: the file has %,d",
              file,
              length,
              size));
    }
    ByteBuffer text = bytes(channel, 8, (int) length);
    Header header = Header.parse(StandardCharsets.UTF_8.decode(text).toString(), file.toString());
    long expected = 8 + length + header.size();
    if (size != expected) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "%s %s: its header describes a file of %,d bytes, it has %,d",
              file,
              size < expected ? "is truncated" : "has bytes after its end",
              expected,
              size));
    }
    return new Safetensors(file, channel, header, 8 + length);
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    var bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("the file ended at byte " + (from + bytes.position()));
      }
    }
    return bytes.flip();
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The reason why the file was refused matters more.
    }
  }

  /**
   * The arrays' names.
   *
   * @return in the header's order
   */
  public Set<String> names() {
    return header.names();
  }

  /**
   * The text that was written with the arrays.
   *
   * @return name to text, empty if there is none
   */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * An array's shape.
   *
   * @param name the array's name
   * @return its dimensions, none for a scalar
   * @throws WeightsException if there is no such array
   */
  public Shape shape(String name) {
    return new Shape(tensor(name).shape());
  }

  /**
   * Reads an array. Values of 16 bits (F16, BF16) become float32.
   *
   * @param name the array's name
   * @param manager owns the array; on its device it is made
   * @return the array
   * @throws WeightsException if there is no such array, or it cannot be read
   */
  public NDArray read(String name, NDManager manager) {
    Tensor tensor = tensor(name);
    Seed.engine();
    ByteBuffer values = tensor.type().widened(map(name, tensor));
    var shape = new Shape(tensor.shape());
    if (values.capacity() == 0) {
      return manager.create(shape, tensor.type().memory());
    }
    return OwnedMemory.copy(manager, values, shape, tensor.type().memory());
  }

  private Tensor tensor(String name) {
    Tensor tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new WeightsException(file + " has no '" + name + "'; it has " + names());
    }
    return tensor;
  }

  private ByteBuffer map(String name, Tensor tensor) {
    long length = tensor.end() - tensor.begin();
    if (length > Integer.MAX_VALUE) {
      throw new WeightsException(
          String.format(
              Locale.ROOT, "%s: '%s' has %,d bytes; at most 2 GB can be read", file, name, length));
    }
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, dataStart + tensor.begin(), length)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new WeightsException(file + ": '" + name + "' cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes arrays to a file, whole or not at all: another file of that name stays as it is until
   * the new one is on the disk.
   *
   * @param file the file; its folder must exist
   * @param arrays by name
   * @param metadata text to keep with them
   * @throws WeightsException if an array's type cannot be written, or the disk is full; the message
   *     names the file
   */
  public static void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata) {
    SafetensorsWriter.write(file, arrays, metadata, TensorType.F32);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new WeightsException(file + " cannot be closed: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return file + ": " + names().size() + " arrays";
  }
}
