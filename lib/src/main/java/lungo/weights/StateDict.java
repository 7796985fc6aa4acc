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
   * The arrays.
   *
   * @return by path, those of the block
   * @throws WeightsException if the block is not initialised
   */
  public Map<String, NDArray> arrays() {
    var arrays = new LinkedHashMap<String, NDArray>();
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
    Safetensors.write(file, arrays(), Map.of("format", "pt"));
  }

  /**
   * Reads the state from a safetensors file into the block's arrays. Nothing is changed unless
   * names and shapes agree.
   *
   * @param file the file
   * @throws WeightsException with all that is missing, unexpected or of another shape, or if the
   *     file cannot be read
   */
  public void load(Path file) {
    try (var stored = Safetensors.open(file)) {
      load(stored, file.toString());
    }
  }

  @SuppressWarnings("try") // The grad mode is a scope, which nothing else need refer to.
  private void load(Safetensors stored, String file) {
    Map<String, NDArray> arrays = arrays();
    check(stored, file);
    try (@SuppressWarnings("try")
        var off = GradMode.off()) {
      arrays.forEach(
          (name, array) -> {
            try (NDManager scope = array.getManager().newSubManager()) {
              TorchScript.of(ASSIGN).call("assign", scope, array, stored.read(name, scope));
            }
          });
    }
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

  private void check(Safetensors stored, String file) {
    var problems = new ArrayList<String>();
    add(
        problems,
        "missing",
        parameters.keySet().stream().filter(n -> !stored.names().contains(n)).toList());
    add(
        problems,
        "unexpected",
        stored.names().stream().filter(n -> !parameters.containsKey(n)).toList());
    add(
        problems,
        "of another shape",
        parameters.entrySet().stream()
            .filter(e -> stored.names().contains(e.getKey()))
            .filter(e -> !stored.shape(e.getKey()).equals(e.getValue().getShape()))
            .map(
                e ->
                    e.getKey()
                        + " "
                        + stored.shape(e.getKey())
                        + ", not "
                        + e.getValue().getShape())
            .toList());
    if (!problems.isEmpty()) {
      throw new WeightsException(file + " does not fit the model: " + String.join("; ", problems));
    }
  }

  private static void add(List<String> problems, String what, List<String> names) {
    if (!names.isEmpty()) {
      String shown = names.stream().limit(10).collect(Collectors.joining(", "));
      String more = names.size() > 10 ? " and " + (names.size() - 10) + " more" : "";
      problems.add(names.size() + " " + what + ": " + shown + more);
    }
  }

  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue().getShape())
        .collect(Collectors.joining("\n"));
  }
}
