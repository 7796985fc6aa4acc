package lungo.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lungo.random.Seed;
import lungo.torch.OwnedMemory;

/**
 * Arrays in a message, exactly or in less space: the bytes that a safetensors file of them has.
 *
 * <pre>{@code
 * byte[] message = PackedArrays.pack(StateDict.of(model).arrays(), Storage.INT8);
 * Map<String, NDArray> arrays = PackedArrays.unpack(message, manager);
 * }</pre>
 */
public final class PackedArrays {

  private PackedArrays() {}

  /**
   * Writes arrays as {@link StateDict#save(java.nio.file.Path, Storage)} does.
   *
   * @param arrays by name; at most 2 GB in all
   * @param storage how float32 values are kept
   * @return the bytes
   * @throws WeightsException if a type cannot be written, or there are NaN or infinite values and
   *     {@code INT8} is asked for
   */
  public static byte[] pack(Map<String, NDArray> arrays, Storage storage) {
    if (storage != Storage.INT8 || arrays.isEmpty()) {
      return SafetensorsWriter.bytes(arrays, storage.floats());
    }
    try (NDManager scope = arrays.values().iterator().next().getManager().newSubManager()) {
      return SafetensorsWriter.bytes(Int8.quantized(arrays, scope), storage.floats());
    }
  }

  /**
   * Reads arrays back; those in less space are float32 again.
   *
   * @param packed what {@link #pack} gave
   * @param manager owns the arrays
   * @return by name
   * @throws WeightsException if the bytes are torn or something else
   */
  public static Map<String, NDArray> unpack(byte[] packed, NDManager manager) {
    Seed.engine();
    var bytes = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
    if (packed.length < 8 || bytes.getLong(0) < 2 || bytes.getLong(0) > packed.length - 8) {
      throw new WeightsException("a message of " + packed.length + " bytes holds no arrays");
    }
    int length = (int) bytes.getLong(0);
    String json = new String(packed, 8, length, StandardCharsets.UTF_8);
    Header header = Header.parse(json, "a message");
    if (packed.length != 8 + length + header.size()) {
      throw new WeightsException(
          "a message of arrays is torn: %d bytes, expected %d"
              .formatted(packed.length, 8 + length + header.size()));
    }
    var stored = new LinkedHashMap<String, NDArray>();
    header.tensors().forEach((name, t) -> stored.put(name, read(bytes, 8 + length, t, manager)));
    return restored(stored);
  }

  private static NDArray read(ByteBuffer bytes, int data, Tensor tensor, NDManager manager) {
    int begin = Math.toIntExact(data + tensor.begin());
    int size = Math.toIntExact(tensor.end() - tensor.begin());
    DataType type = tensor.type().memory();
    var shape = new Shape(tensor.shape());
    if (size == 0) {
      return manager.create(shape, type);
    }
    var direct = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(bytes.slice(begin, size)).flip();
    return OwnedMemory.copy(manager, tensor.type().widened(direct), shape, type);
  }

  private static Map<String, NDArray> restored(Map<String, NDArray> stored) {
    var arrays = new LinkedHashMap<String, NDArray>();
    stored.forEach(
        (name, array) -> {
          String scale = name + Int8.SCALE;
          boolean isScale =
              name.endsWith(Int8.SCALE)
                  && stored.containsKey(name.substring(0, name.length() - Int8.SCALE.length()));
          if (stored.containsKey(scale)) {
            arrays.put(
                name, Int8.restored(array, Objects.requireNonNull(stored.get(scale), scale)));
          } else if (!isScale) {
            arrays.put(name, array);
          }
        });
    return arrays;
  }
}
