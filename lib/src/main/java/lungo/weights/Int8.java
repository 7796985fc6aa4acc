package lungo.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights as 8-bit whole numbers with a scale for each index of the first axis. */
final class Int8 {

  /** The scale of {@code conv1.weight} is {@code conv1.weight.int8_scale}. */
  static final String SCALE = ".int8_scale";

  private static final int LARGEST = 127;

  private Int8() {}

  /** Matrices and kernels in 8 bits with their scales beside them; the others as they are. */
  static Map<String, NDArray> quantized(Map<String, NDArray> arrays, NDManager scope) {
    var stored = new LinkedHashMap<String, NDArray>();
    arrays.forEach(
        (name, array) -> {
          Shape shape = array.getShape();
          if (array.getDataType() != DataType.FLOAT32
              || shape.dimension() < 2
              || shape.size() == 0) {
            stored.put(name, array);
            return;
          }
          NDArray weight = array.stopGradient();
          weight.attach(scope);
          NDArray rows = weight.reshape(shape.get(0), -1);
          NDArray scale = rows.abs().max(new int[] {1}).div(LARGEST);
          requireFinite(name, scale);
          NDArray divisor = scale.add(scale.eq(0).toType(DataType.FLOAT32, false)).expandDims(1);
          stored.put(name, rows.div(divisor).round().toType(DataType.INT8, false).reshape(shape));
          stored.put(name + SCALE, scale);
        });
    return stored;
  }

  private static void requireFinite(String name, NDArray scale) {
    for (float each : scale.toFloatArray()) {
      if (!Float.isFinite(each)) {
        throw new WeightsException(
            "'" + name + "' has infinite values or NaN, which int8 cannot keep");
      }
    }
  }

  /** The weights of 8-bit numbers and their scales, float32 of the numbers' shape. */
  static NDArray restored(NDArray numbers, NDArray scale) {
    Shape shape = numbers.getShape();
    long[] broadcast = new long[shape.dimension()];
    Arrays.fill(broadcast, 1);
    broadcast[0] = shape.get(0);
    return numbers.toType(DataType.FLOAT32, false).mul(scale.reshape(broadcast));
  }
}
