package lungo.weights;

import ai.djl.ndarray.NDArray;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a model's arrays to several safetensors files, and the index of them last. */
final class ShardWriter {

  private ShardWriter() {}

  static void write(Path folder, Map<String, NDArray> arrays, long most) {
    if (most < 1) {
      throw new IllegalArgumentException("a file must have 1 byte or more, got " + most);
    }
    List<Map<String, NDArray>> shards = split(arrays, most);
    Map<String, String> places = new LinkedHashMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      Safetensors.write(folder.resolve(name), shards.get(i), Map.of("format", "pt"));
      shards.get(i).keySet().forEach(array -> places.put(array, name));
    }
    long total = arrays.values().stream().mapToLong(ShardWriter::bytes).sum();
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("metadata", Map.of("total_size", total));
    index.put("weight_map", places);
    Path file = folder.resolve(WeightFiles.INDEX);
    try {
      Files.writeString(
          file, new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(index));
    } catch (IOException e) {
      throw new WeightsException(file + " could not be written: " + e.getMessage(), e);
    }
  }

  private static List<Map<String, NDArray>> split(Map<String, NDArray> arrays, long most) {
    var shards = new ArrayList<Map<String, NDArray>>();
    Map<String, NDArray> shard = new LinkedHashMap<>();
    long size = 0;
    for (var entry : arrays.entrySet()) {
      long bytes = bytes(entry.getValue());
      if (!shard.isEmpty() && size + bytes > most) {
        shards.add(shard);
        shard = new LinkedHashMap<>();
        size = 0;
      }
      shard.put(entry.getKey(), entry.getValue());
      size += bytes;
    }
    shards.add(shard);
    return shards;
  }

  private static long bytes(NDArray array) {
    return array.size() * array.getDataType().getNumOfBytes();
  }
}
