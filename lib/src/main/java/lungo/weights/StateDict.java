package lungo.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import lungo.torch.GradMode;
import lungo.torch.TorchScript;

/**
 * The weights and running statistics of a block by the path to each, as PyTorch's {@code
 * state_dict}: {@code layer4.0.conv1.weight}, {@code bn1.running_mean}. A view: the arrays are
 * those of the block.
 *
 * <pre>{@code
 * StateDict.of(model).save(path);
 * StateDict.of(model).load(path);
 * }</pre>
 */
public final class StateDict {

  /** Returns what it writes to: the script's optimizer may drop a write that nobody reads. */
  private static final String ASSIGN =
      """
      def assign(target: Tensor, source: Tensor) -> Tensor:
        return torch.copy_(target, source)
      """;

  /** What batch normalisation counts, and nothing is computed from. */
  private static final String COUNTER = "num_batches_tracked";

  private final Map<String, Parameter> parameters;

  private StateDict(Map<String, Parameter> parameters) {
    this.parameters = Collections.unmodifiableMap(parameters);
  }

  /**
   * The state of a block.
   *
   * @param block any block of DJL; the names of its children are joined by dots
   * @return its parameters by path, in the order of the block's children
   */
  public static StateDict of(Block block) {
    var parameters = new LinkedHashMap<String, Parameter>();
    collect(block, "", parameters);
    return new StateDict(parameters);
  }

  private static void collect(Block block, String path, Map<String, Parameter> into) {
    for (Pair<String, Parameter> entry : block.getDirectParameters()) {
      into.put(path + entry.getKey(), entry.getValue());
    }
    for (Pair<String, Block> entry : block.getChildren()) {
      collect(entry.getValue(), path + entry.getKey() + ".", into);
    }
  }

  /**
   * The parameters.
   *
   * @return by path
   */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /**
   * A part of the state, or the state by other names.
   *
   * @param names gives for each name the one to be used, or an empty text for what is left out
   * @return a view of the same arrays
   */
  public StateDict named(UnaryOperator<String> names) {
    var named = new LinkedHashMap<String, Parameter>();
    parameters.forEach(
        (name, parameter) -> {
          String other = names.apply(name);
          if (!other.isEmpty()) {
            named.put(other, parameter);
          }
        });
    return new StateDict(named);
  }

  /**
   * The arrays, which live at least as long as the map.
   *
   * @return by path, those of the block
   * @throws WeightsException if the block is not initialised
   */
  public Map<String, NDArray> arrays() {
    var arrays = new ArraysOf(parameters);
    parameters.forEach(
        (name, parameter) -> {
          if (!parameter.isInitialized()) {
            throw new WeightsException(
                "'" + name + "' has no values yet; initialize the block before");
          }
          arrays.put(name, parameter.getArray());
        });
    return arrays;
  }

  /**
   * Writes the state to a safetensors file that PyTorch can load.
   *
   * @param file the file; one that is there is replaced when the new one is whole
   * @throws WeightsException if it cannot be written
   */
  public void save(Path file) {
    save(file, Storage.FLOAT32);
  }

  /**
   * Writes the state in less space. {@link #load} reads it as any other file; what rounding costs a
   * model is best measured on its validation data.
   *
   * <pre>{@code
   * StateDict.of(model).save(path, Storage.INT8);      // a quarter of the size
   * }</pre>
   *
   * @param file the file; one that is there is replaced when the new one is whole
   * @param storage how the values are kept
   * @throws WeightsException if it cannot be written, has NaN or infinite values and {@code INT8}
   *     is asked for, or values beyond 65,504 and {@code FLOAT16} is
   */
  public void save(Path file, Storage storage) {
    Map<String, NDArray> arrays = arrays();
    Map<String, String> metadata = Map.of("format", "pt");
    if (storage != Storage.INT8 || arrays.isEmpty()) {
      SafetensorsWriter.write(file, arrays, metadata, storage.floats());
      return;
    }
    try (NDManager scope = arrays.values().iterator().next().getManager().newSubManager()) {
      SafetensorsWriter.write(file, Int8.quantized(arrays, scope), metadata, storage.floats());
    }
  }

  /**
   * Writes the state to several safetensors files and an index of them, as Hugging Face keeps large
   * models.
   *
   * @param folder where {@code model.safetensors.index.json} and {@code
   *     model-00001-of-0000N.safetensors} are written; it must exist
   * @param most how many bytes of values a file may have; an array that is larger has a file of its
   *     own
   * @throws WeightsException if they cannot be written
   */
  public void saveShards(Path folder, long most) {
    ShardWriter.write(folder, arrays(), most);
  }

  /**
   * Reads the state into the block's arrays. Nothing is changed unless names and shapes agree; only
   * the counters of batch normalisation may be missing, which old files have not.
   *
   * @param path a safetensors file (float32, float16, bfloat16, {@link Storage#INT8}), the {@code
   *     model.safetensors.index.json} of several, or a folder with one of them
   * @return what was loaded
   * @throws WeightsException with all that is missing, unexpected or of another shape, or if a file
   *     cannot be read
   */
  public LoadedWeights load(Path path) {
    return load(path, UnaryOperator.identity());
  }

  /**
   * Reads the state from files that have other names for it, as {@link #load(Path)} does.
   *
   * @param path as {@link #load(Path)} takes it
   * @param names gives for a stored array's name the one here, or an empty text for an array that
   *     is no part of the state
   * @return what was loaded, by the names here
   * @throws WeightsException with all that is missing, unexpected or of another shape, if two
   *     arrays get one name, or if a file cannot be read
   */
  public LoadedWeights load(Path path, UnaryOperator<String> names) {
    Map<String, NDArray> arrays = arrays();
    try (var stored = WeightFiles.open(path)) {
      stored.rename(names);
      LoadedWeights plan = compare(arrays, stored, path);
      if (!plan.complete()) {
        throw new WeightsException(
            path
                + " does not fit the model: "
                + plan.differences()
                + ". loadPartly(…) takes what fits");
      }
      return assign(arrays, stored, plan);
    }
  }

  /**
   * Reads what fits into the block's arrays, and leaves the others as they are: to fine-tune a
   * trained network with a new head.
   *
   * <pre>{@code
   * var loaded = StateDict.of(model).loadPartly(path);         // shows what did not fit
   * learner.freeze("*").unfreeze(loaded.fresh());              // learn the new head alone
   * }</pre>
   *
   * @param path as {@link #load} takes it
   * @return what was loaded, and what is missing, unexpected or of another shape
   * @throws WeightsException if nothing fits, or a file cannot be read
   */
  public LoadedWeights loadPartly(Path path) {
    return loadPartly(path, UnaryOperator.identity());
  }

  /**
   * Reads what fits from files that have other names for it, as {@link #loadPartly(Path)} does.
   *
   * @param path as {@link #load(Path)} takes it
   * @param names gives for a stored array's name the one here, or an empty text for an array that
   *     is to be left out
   * @return what was loaded, and what is missing or of another shape, by the names here
   * @throws WeightsException if nothing fits, if two arrays get one name, or if a file cannot be
   *     read
   */
  public LoadedWeights loadPartly(Path path, UnaryOperator<String> names) {
    Map<String, NDArray> arrays = arrays();
    try (var stored = WeightFiles.open(path)) {
      stored.rename(names);
      LoadedWeights plan = compare(arrays, stored, path);
      if (plan.loaded().isEmpty()) {
        throw new WeightsException(
            path + " has no weight that fits the model: " + plan.differences());
      }
      return assign(arrays, stored, plan);
    }
  }

  private static LoadedWeights compare(Map<String, NDArray> arrays, WeightFiles stored, Path path) {
    var loaded = new ArrayList<String>();
    var missing = new ArrayList<String>();
    var misshapen = new ArrayList<LoadedWeights.Misshapen>();
    arrays.forEach(
        (name, array) -> {
          Shape shape = array.getShape();
          if (!stored.names().contains(name)) {
            if (!name.endsWith(COUNTER)) {
              missing.add(name);
            }
          } else if (stored.shape(name).equals(shape)) {
            loaded.add(name);
          } else {
            misshapen.add(new LoadedWeights.Misshapen(name, stored.shape(name), shape));
          }
        });
    List<String> unexpected =
        stored.names().stream().filter(name -> !arrays.containsKey(name)).toList();
    return new LoadedWeights(path.toString(), loaded, missing, unexpected, misshapen);
  }

  @SuppressWarnings("try") // The grad mode is a scope, which nothing else need refer to.
  private static LoadedWeights assign(
      Map<String, NDArray> arrays, WeightFiles stored, LoadedWeights plan) {
    arrays.keySet().retainAll(plan.loaded());
    try (var off = GradMode.off()) {
      arrays.forEach(
          (name, array) -> {
            try (NDManager scope = array.getManager().newSubManager()) {
              TorchScript.of(ASSIGN).call("assign", scope, array, stored.read(name, scope));
            }
          });
    }
    return plan;
  }

  /**
   * Copies values between arrays of the same name and shape; names that only one side has are left
   * out.
   *
   * @param from by name
   * @param to by name, changed in place
   * @throws IllegalArgumentException if two arrays of a name have different shapes; nothing is
   *     changed then
   */
  @SuppressWarnings("try")
  public static void copy(Map<String, ? extends NDArray> from, Map<String, ? extends NDArray> to) {
    var targets = new LinkedHashMap<String, NDArray>(to);
    targets.keySet().retainAll(from.keySet());
    targets.forEach(
        (name, target) -> {
          Shape shape = source(from, name).getShape();
          if (!shape.equals(target.getShape())) {
            throw new IllegalArgumentException(
                "'" + name + "' has shape " + target.getShape() + ", not " + shape);
          }
        });
    try (var off = GradMode.off()) {
      targets.forEach(
          (name, target) -> {
            try (NDManager scope = target.getManager().newSubManager()) {
              TorchScript.of(ASSIGN).call("assign", scope, target, source(from, name));
            }
          });
    }
  }

  private static NDArray source(Map<String, ? extends NDArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue().getShape())
        .collect(Collectors.joining("\n"));
  }

  /** Keeps the parameters reachable, with which arrays may be freed. */
  @SuppressWarnings("serial")
  private static final class ArraysOf extends LinkedHashMap<String, NDArray> {

    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final Map<String, Parameter> parameters;

    ArraysOf(Map<String, Parameter> parameters) {
      this.parameters = parameters;
    }
  }
}
