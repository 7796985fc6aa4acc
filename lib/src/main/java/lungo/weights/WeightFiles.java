package lungo.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of a model in one safetensors file, or in several with an index as Hugging Face keeps
 * large models: {@code {"metadata": …, "weight_map": {"conv1.weight":
 * "model-00001-of-00002.safe…"}}}.
 */
final class WeightFiles implements AutoCloseable {

  static final String INDEX = "model.safetensors.index.json";
  static final String SINGLE = "model.safetensors";
  private static final String INDEX_ENDING = ".index.json";

  private final Path path;
  private final Map<String, Safetensors> files = new LinkedHashMap<>();
  private final Map<String, Place> byName = new LinkedHashMap<>();

  /** Where an array is, and its name there. */
  private record Place(Safetensors file, String name) {}

  /** What stands in an index; Gson leaves out what is not there. */
  private record Index(@Nullable Map<String, String> weight_map) {}

  private WeightFiles(Path path) {
    this.path = path;
  }

  /**
   * Opens what a path means.
   *
   * @param path a safetensors file, an index, or a folder with {@value #INDEX} or {@value #SINGLE}
   * @throws WeightsException with the reason, if a file is missing, torn or of another format
   */
  static WeightFiles open(Path path) {
    var weights = new WeightFiles(path);
    boolean opened = false;
    try {
      weights.openAll(meant(path));
      opened = true;
      return weights;
    } finally {
      if (!opened) {
        weights.close();
      }
    }
  }

  private static Path meant(Path path) {
    if (!Files.isDirectory(path)) {
      return path;
    }
    for (String name : new String[] {INDEX, SINGLE}) {
      if (Files.exists(path.resolve(name))) {
        return path.resolve(name);
      }
    }
    throw new WeightsException(
        path + " has neither " + INDEX + " nor " + SINGLE + "; name the file to load");
  }

  private void openAll(Path file) {
    if (!file.toString().endsWith(INDEX_ENDING)) {
      Safetensors single = file(file);
      single.names().forEach(name -> byName.put(name, new Place(single, name)));
      return;
    }
    index(file)
        .forEach(
            (name, part) -> {
              Safetensors shard = file(sibling(file, part));
              if (!shard.names().contains(name)) {
                throw new WeightsException(
                    file + " says that '" + name + "' is in " + part + ", but it is not");
              }
              byName.put(name, new Place(shard, name));
            });
  }

  private static Path sibling(Path index, String name) {
    Path file = Path.of(name);
    if (file.isAbsolute() || file.getNameCount() != 1 || name.equals("..")) {
      throw new WeightsException(
          index + " must name files beside it, without a folder; it names '" + name + "'");
    }
    return index.resolveSibling(file);
  }

  private static Map<String, String> index(Path file) {
    try {
      Index index = new Gson().fromJson(Files.readString(file), Index.class);
      if (index != null && index.weight_map() != null && !index.weight_map().isEmpty()) {
        return index.weight_map();
      }
      throw new WeightsException(file + " is no index of safetensors files: it has no weight_map");
    } catch (NoSuchFileException e) {
      throw new WeightsException(file + " does not exist", e);
    } catch (JsonParseException e) {
      throw new WeightsException(file + " is no index: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new WeightsException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Safetensors file(Path file) {
    return files.computeIfAbsent(file.toString(), name -> Safetensors.open(file));
  }

  /**
   * Gives the arrays other names.
   *
   * @param names gives the new name, empty for an array that is left out
   */
  void rename(UnaryOperator<String> names) {
    var renamed = new LinkedHashMap<String, Place>();
    byName.forEach(
        (name, place) -> {
          String other = names.apply(name);
          if (!other.isEmpty() && renamed.put(other, place) != null) {
            throw new WeightsException(path + " has two arrays that mean '" + other + "'");
          }
        });
    byName.clear();
    byName.putAll(renamed);
  }

  /** The weights' names, without those of their scales. */
  Set<String> names() {
    var names = new LinkedHashSet<>(byName.keySet());
    names.removeIf(this::isScale);
    return names;
  }

  private boolean isScale(String name) {
    return name.endsWith(Int8.SCALE)
        && byName.containsKey(name.substring(0, name.length() - Int8.SCALE.length()));
  }

  Shape shape(String name) {
    Place place = place(name);
    return place.file().shape(place.name());
  }

  NDArray read(String name, NDManager manager) {
    NDArray stored = read(place(name), manager);
    String scale = name + Int8.SCALE;
    if (!byName.containsKey(scale)) {
      return stored;
    }
    if (!shape(scale).equals(new Shape(stored.getShape().get(0)))) {
      throw new WeightsException(
          String.format(
              "%s: '%s' must have a scale for each of %d rows, got %s",
              path, name, stored.getShape().get(0), shape(scale)));
    }
    return Int8.restored(stored, read(place(scale), manager));
  }

  private static NDArray read(Place place, NDManager manager) {
    return place.file().read(place.name(), manager);
  }

  private Place place(String name) {
    Place place = byName.get(name);
    if (place == null) {
      throw new WeightsException(path + " has no '" + name + "'; it has " + names());
    }
    return place;
  }

  @Override
  public void close() {
    files.values().forEach(Safetensors::close);
  }
}
