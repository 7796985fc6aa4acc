package lungo.weights;

import com.google.gson.Gson;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file: names to type, shape and offsets, with text metadata.
 * Everything that the format's reference implementation refuses is refused: unknown types, offsets
 * that overlap, leave holes or do not span the shape, names that come twice.
 *
 * @param tensors in the header's order
 * @param metadata text by name
 */
record Header(Map<String, Tensor> tensors, Map<String, String> metadata) {

  private static final String METADATA = "__metadata__";

  Header {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** How many bytes follow the header. */
  long size() {
    return tensors.values().stream().mapToLong(Tensor::end).max().orElse(0);
  }

  /**
   * Reads and checks a header.
   *
   * @throws WeightsException with the reason
   */
  static Header parse(String json, String file) {
    try (var reader = new JsonReader(new StringReader(json))) {
      var tensors = new LinkedHashMap<String, Tensor>();
      var metadata = new LinkedHashMap<String, String>();
      var names = new HashSet<String>();
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (!names.add(name)) {
          throw new IllegalArgumentException("'" + name + "' comes twice");
        }
        if (name.equals(METADATA)) {
          reader.beginObject();
          while (reader.hasNext()) {
            metadata.put(reader.nextName(), reader.nextString());
          }
          reader.endObject();
        } else {
          tensors.put(name, tensor(reader, name));
        }
      }
      reader.endObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("text after the header's end");
      }
      checkOffsets(tensors);
      return new Header(tensors, metadata);
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw new WeightsException(
          file + " is no valid safetensors file: its header is wrong: " + e.getMessage(), e);
    }
  }

  private static Tensor tensor(JsonReader reader, String name) throws IOException {
    @Nullable String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      switch (key) {
        case "dtype" -> type = reader.nextString();
        case "shape" -> shape = numbers(reader);
        case "data_offsets" -> offsets = numbers(reader);
        default -> throw new IllegalArgumentException("'" + name + "' has a key '" + key + "'");
      }
    }
    reader.endObject();
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new IllegalArgumentException(
          "'" + name + "' needs dtype, shape and data_offsets with two numbers");
    }
    String given = type;
    TensorType known =
        TensorType.named(given)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        String.format(
                            Locale.ROOT,
                            "'%s' is of type %s; these can be read: %s",
                            name,
                            given,
                            Arrays.toString(TensorType.values()))));
    try {
      return new Tensor(known, shape, offsets.get(0), offsets.get(1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + name + "': " + e.getMessage(), e);
    }
  }

  private static List<Long> numbers(JsonReader reader) throws IOException {
    var numbers = new ArrayList<Long>();
    reader.beginArray();
    while (reader.hasNext()) {
      numbers.add(reader.nextLong());
    }
    reader.endArray();
    return numbers;
  }

  private static void checkOffsets(Map<String, Tensor> tensors) {
    var byPlace = new ArrayList<>(tensors.entrySet());
    byPlace.sort(
        Comparator.<Map.Entry<String, Tensor>>comparingLong(e -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long last = 0;
    for (var entry : byPlace) {
      if (entry.getValue().begin() != last) {
        throw new IllegalArgumentException(
            "'" + entry.getKey() + "' begins at " + entry.getValue().begin() + ", not at " + last);
      }
      last = entry.getValue().end();
    }
  }

  /** The header as JSON, padded so that the values begin at a multiple of 8 bytes. */
  String json() {
    var gson = new Gson();
    Map<String, Object> all = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      all.put(METADATA, metadata);
    }
    tensors.forEach(
        (name, tensor) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("dtype", tensor.type().name());
          entry.put("shape", tensor.shape());
          entry.put("data_offsets", List.of(tensor.begin(), tensor.end()));
          all.put(name, entry);
        });
    String json = gson.toJson(all);
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return json + " ".repeat((8 - length % 8) % 8);
  }

  Set<String> names() {
    return tensors.keySet();
  }
}
