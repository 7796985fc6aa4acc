package lungo.renderers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An array's head line and values. Of a large array only the first and last three values along each
 * of its last two dimensions, and the first and the last along each other one, are read back from
 * its device.
 */
final class ArrayText {

  private static final long ALL = 200;
  private static final int EDGE = 3;
  private static final int MAX_DIMENSIONS = 5;
  private static final long MAX_FOR_STATISTICS = 50_000_000;

  private ArrayText() {}

  /** For example {@code (64, 3, 28, 28) float32 cpu}. */
  static String head(NDArray array) {
    var head = new StringBuilder();
    if (array.getName() != null) {
      head.append(array.getName()).append(": ");
    }
    head.append(shape(array.getShape())).append(' ');
    head.append(array.getDataType().toString().toLowerCase(Locale.ROOT)).append(' ');
    head.append(device(array.getDevice()));
    return array.hasGradient() ? head.append(" with gradient").toString() : head.toString();
  }

  /** For example {@code cpu}, {@code gpu:0}. */
  static String device(Device device) {
    return device.getDeviceId() < 0
        ? device.getDeviceType()
        : device.getDeviceType() + ":" + device.getDeviceId();
  }

  /** For example {@code (64, 3, 28, 28)}, {@code (10)}, {@code ()}. */
  static String shape(Shape shape) {
    return Arrays.stream(shape.getShape())
        .mapToObj(n -> n < 0 ? "?" : String.valueOf(n))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Smallest, mean and largest value, or nothing where that says nothing. */
  @SuppressWarnings("try") // The scope frees what is made within it.
  static String statistics(NDArray array) {
    if (!array.getDataType().isFloating()
        || array.size() <= 8
        || array.size() > MAX_FOR_STATISTICS) {
      return "";
    }
    try (var scope = new NDScope()) {
      var values = array.stopGradient().toType(DataType.FLOAT32, false);
      return String.format(
          Locale.ROOT,
          "min %s  mean %s  max %s",
          Numbers.one(values.min().getFloat()),
          Numbers.one(values.mean().getFloat()),
          Numbers.one(values.max().getFloat()));
    }
  }

  /** The values in nested brackets, with dots where values are left out. */
  @SuppressWarnings("try") // The scope frees what is made within it.
  static String values(NDArray array) {
    DataType type = array.getDataType();
    boolean shown = type.isFloating() || type.isInteger() || type.isBoolean();
    if (!shown || array.getShape().dimension() > MAX_DIMENSIONS) {
      return "";
    }
    if (array.size() == 0) {
      return "[]";
    }
    try (var scope = new NDScope()) {
      boolean cut = array.size() > ALL;
      NDArray part = array.stopGradient();
      for (int d = 0; cut && d < array.getShape().dimension(); d++) {
        part = edges(part, d);
      }
      List<String> texts = texts(part);
      var out = new StringBuilder();
      append(out, texts, new long[] {0}, part.getShape().getShape(), array.getShape(), 0);
      return out.toString();
    }
  }

  /** How many entries are shown at each end of a dimension. */
  private static int edge(int dimension, int dimensions) {
    return dimension < dimensions - 2 ? 1 : EDGE;
  }

  private static NDArray edges(NDArray array, int dimension) {
    long length = array.getShape().get(dimension);
    int edge = edge(dimension, array.getShape().dimension());
    if (length <= 2 * edge + 1) {
      return array;
    }
    var first = new NDIndex();
    var last = new NDIndex();
    for (int d = 0; d < dimension; d++) {
      first.addAllDim();
      last.addAllDim();
    }
    first.addSliceDim(0, edge);
    last.addSliceDim(length - edge, length);
    return NDArrays.concat(new NDList(array.get(first), array.get(last)), dimension);
  }

  private static List<String> texts(NDArray part) {
    DataType type = part.getDataType();
    if (type.isFloating()) {
      var wide = part.toType(type == DataType.FLOAT64 ? type : DataType.FLOAT32, false);
      double[] values = Arrays.stream(wide.toArray()).mapToDouble(Number::doubleValue).toArray();
      return padded(Numbers.column(values));
    }
    if (type.isBoolean()) {
      var values = part.toBooleanArray();
      return IntStream.range(0, values.length).mapToObj(i -> String.valueOf(values[i])).toList();
    }
    return padded(
        Arrays.stream(part.toType(DataType.INT64, false).toLongArray())
            .mapToObj(Long::toString)
            .toList());
  }

  private static List<String> padded(List<String> texts) {
    int width = texts.stream().mapToInt(String::length).max().orElse(0);
    return texts.stream().map(text -> " ".repeat(width - text.length()) + text).toList();
  }

  private static void append(
      StringBuilder out, List<String> texts, long[] next, long[] part, Shape whole, int depth) {
    if (depth == part.length) {
      out.append(texts.get((int) next[0]++));
      return;
    }
    boolean innermost = depth == part.length - 1;
    String separator = innermost ? ", " : ",\n" + " ".repeat(depth + 1);
    boolean cut = part[depth] < whole.get(depth);
    out.append('[');
    for (long i = 0; i < part[depth]; i++) {
      if (i > 0) {
        out.append(separator);
      }
      if (cut && i == edge(depth, part.length)) {
        out.append("…").append(separator);
      }
      append(out, texts, next, part, whole, depth + 1);
    }
    out.append(']');
  }
}
