package lungo.weights;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes safetensors files beside their place and moves them there when they are on the disk. */
final class SafetensorsWriter {

  private final TensorType floats;

  private SafetensorsWriter(TensorType floats) {
    this.floats = floats;
  }

  /** Writes arrays as they are, but float32 as {@code floats}. */
  static void write(
      Path file, Map<String, NDArray> arrays, Map<String, String> metadata, TensorType floats) {
    new SafetensorsWriter(floats).write(file, arrays, metadata);
  }

  /** The bytes of such a file. */
  static byte[] bytes(Map<String, NDArray> arrays, TensorType floats) {
    var writer = new SafetensorsWriter(floats);
    List<Map.Entry<String, NDArray>> order = writer.order(arrays);
    var bytes = new ByteArrayOutputStream();
    try {
      writer.writeAll(Channels.newChannel(bytes), writer.header(arrays, order, Map.of()), order);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  private void writeAll(
      WritableByteChannel channel, Header header, List<Map.Entry<String, NDArray>> order)
      throws IOException {
    writeHeader(channel, header);
    for (var entry : order) {
      writeValues(channel, entry, type(entry));
    }
  }

  private void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata) {
    List<Map.Entry<String, NDArray>> order = order(arrays);
    Header header = header(arrays, order, metadata);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new WeightsException(file + " could not be written: its folder does not exist");
    }
    Path unfinished = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (var channel =
          FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeAll(channel, header, order);
        channel.force(true);
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new WeightsException(
          file
              + " could not be written: "
              + e.getMessage()
              + (Files.exists(file) ? "; the file that was there is unchanged" : ""),
          e);
    } finally {
      delete(unfinished);
    }
  }

  /** Wide types first, so that each array is aligned to its type, as the format's own writer. */
  private List<Map.Entry<String, NDArray>> order(Map<String, NDArray> arrays) {
    var order = new ArrayList<>(arrays.entrySet());
    order.sort(Comparator.comparingInt(entry -> -type(entry).bytes()));
    return order;
  }

  private Header header(
      Map<String, NDArray> arrays,
      List<Map.Entry<String, NDArray>> order,
      Map<String, String> metadata) {
    Map<String, Tensor> placed = new LinkedHashMap<>();
    long at = 0;
    for (var entry : order) {
      NDArray array = entry.getValue();
      TensorType type = type(entry);
      long end = at + array.size() * type.bytes();
      var shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
      placed.put(entry.getKey(), new Tensor(type, shape, at, end));
      at = end;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.keySet().forEach(name -> tensors.put(name, requireNonNull(placed.get(name))));
    return new Header(tensors, metadata);
  }

  private TensorType type(Map.Entry<String, NDArray> entry) {
    if (entry.getValue().getDataType() == DataType.FLOAT32) {
      return floats;
    }
    return TensorType.of(entry.getValue().getDataType())
        .orElseThrow(
            () ->
                new WeightsException(
                    "'"
                        + entry.getKey()
                        + "' is of type "
                        + entry.getValue().getDataType()
                        + ", which cannot be written"));
  }

  private static void writeHeader(WritableByteChannel channel, Header header) throws IOException {
    byte[] json = header.json().getBytes(StandardCharsets.UTF_8);
    var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).flip();
    writeFully(channel, length);
    writeFully(channel, ByteBuffer.wrap(json));
  }

  /** The engine's memory as it is; a copy on the CPU for what lies elsewhere. */
  private static void writeValues(
      WritableByteChannel channel, Map.Entry<String, NDArray> entry, TensorType type)
      throws IOException {
    NDArray array = entry.getValue();
    try (NDManager scope = array.getManager().newSubManager()) {
      NDArray view = array.stopGradient();
      view.attach(scope);
      writeFully(channel, type.narrowed(view.toByteBuffer(true)));
    } catch (ArithmeticException e) {
      throw new WeightsException("'" + entry.getKey() + "' " + e.getMessage(), e);
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void delete(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      // The file that was asked for is written or its error is on the way; this one is litter.
    }
  }
}
