package lungo.display.comm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one side of a comm tells the other.
 *
 * <pre>{@code
 * CommData pixels = CommData.of(Map.of("width", 2, "height", 1), List.of(new byte[] {0, 127}));
 * Comm comm = Comms.open("picture", pixels);
 * }</pre>
 *
 * @param data JSON values: maps, lists, strings, numbers, booleans
 * @param metadata what stands beside the content, such as the version of a protocol
 * @param buffers binary data, sent as it is
 */
public record CommData(
    Map<String, Object> data, Map<String, Object> metadata, List<byte[]> buffers) {

  /** Nothing at all. */
  public static final CommData EMPTY = of(Map.of());

  /**
   * Copies the maps and the list.
   *
   * @param data JSON values
   * @param metadata what stands beside the content
   * @param buffers binary data
   */
  public CommData {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    buffers = List.copyOf(buffers);
  }

  /**
   * Data without metadata and buffers.
   *
   * @param data JSON values
   * @return the data
   */
  public static CommData of(Map<String, Object> data) {
    return new CommData(data, Map.of(), List.of());
  }

  /**
   * Data with buffers.
   *
   * @param data JSON values
   * @param buffers binary data
   * @return the data
   */
  public static CommData of(Map<String, Object> data, List<byte[]> buffers) {
    return new CommData(data, Map.of(), buffers);
  }
}
