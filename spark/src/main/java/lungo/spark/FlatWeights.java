package lungo.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lungo.weights.StateDict;

/**
 * All weights and statistics of a block, float32, one behind the other in the order of their names.
 */
final class FlatWeights {

  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final Map<String, Boolean> trained = new LinkedHashMap<>();
  private final int size;

  FlatWeights(Block block) {
    StateDict state = StateDict.of(block);
    Map<String, Parameter> parameters = state.parameters();
    long count = 0;
    for (Map.Entry<String, NDArray> entry : state.arrays().entrySet()) {
      if (entry.getValue().getDataType() == DataType.FLOAT32) {
        arrays.put(entry.getKey(), entry.getValue());
        Parameter parameter = parameters.get(entry.getKey());
        trained.put(entry.getKey(), parameter != null && isTrained(parameter));
        count += entry.getValue().size();
      }
    }
    size = Math.toIntExact(count);
  }

  private static boolean isTrained(Parameter parameter) {
    Parameter.Type type = parameter.getType();
    return type != Parameter.Type.RUNNING_MEAN && type != Parameter.Type.RUNNING_VAR;
  }

  int size() {
    return size;
  }

  /** A copy of the numbers. */
  float[] read() {
    return flat(arrays);
  }

  /** Whether a number is changed by gradients, and not measured as running statistics are. */
  boolean[] trained() {
    boolean[] all = new boolean[size];
    int at = 0;
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      int end = at + (int) entry.getValue().size();
      Arrays.fill(all, at, end, trained.getOrDefault(entry.getKey(), true));
      at = end;
    }
    return all;
  }

  /** Gives the block other numbers. */
  void write(float[] all) {
    if (all.length != size) {
      throw new IllegalStateException(
          "the learner's model has "
              + size
              + " weights, the one that is trained "
              + all.length
              + "; both must have the same layers");
    }
    try (var scope = NDManager.newBaseManager()) {
      StateDict.copy(arrays(all, scope), arrays);
    }
  }

  /** Numbers in the arrays' shapes, by their names. */
  Map<String, NDArray> arrays(float[] all, NDManager owner) {
    int at = 0;
    var shaped = new LinkedHashMap<String, NDArray>();
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      int end = at + (int) entry.getValue().size();
      shaped.put(
          entry.getKey(),
          owner.create(Arrays.copyOfRange(all, at, end), entry.getValue().getShape()));
      at = end;
    }
    return shaped;
  }

  /** The numbers of such arrays, one behind the other. */
  float[] flat(Map<String, NDArray> shaped) {
    float[] all = new float[size];
    int at = 0;
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      NDArray array = Objects.requireNonNull(shaped.get(entry.getKey()), entry.getKey());
      float[] values = array.toFloatArray();
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    return all;
  }
}
