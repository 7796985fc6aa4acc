package lungo.weights;

import java.util.List;

/**
 * An entry of a safetensors header.
 *
 * @param type the values' type
 * @param shape the dimensions, none for a scalar
 * @param begin where its bytes begin, counted from the header's end
 * @param end where they end
 */
record Tensor(TensorType type, List<Long> shape, long begin, long end) {

  Tensor {
    shape = List.copyOf(shape);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("offsets " + begin + " to " + end + " are no range");
    }
    long bytes = type.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("negative dimension in shape " + shape);
      }
      bytes = multiplied(bytes, size, shape);
    }
    if (bytes != end - begin) {
      throw new IllegalArgumentException(
          type + " " + shape + " takes " + bytes + " bytes, its offsets span " + (end - begin));
    }
  }

  private static long multiplied(long a, long b, List<Long> shape) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("shape " + shape + " is too large", e);
    }
  }
}
