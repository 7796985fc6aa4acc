package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.function.BiConsumer;

/** Convolution without bias, as it stands before batch normalisation. */
final class Conv2d extends NamedBlock {

  private static final Shape NO_DILATION = new Shape(1, 1);

  private final long outputs;
  private final int kernel;
  private final int stride;
  private final int padding;
  private final Shape strides;
  private final Shape paddings;
  private final Parameter weight;

  Conv2d(long inputs, long outputs, int kernel, int stride) {
    this.outputs = outputs;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = kernel / 2;
    this.strides = new Shape(stride, stride);
    this.paddings = new Shape(padding, padding);
    this.weight =
        weight(
            "weight",
            Parameter.Type.WEIGHT,
            Initial.kaimingFanOut(outputs, kernel),
            outputs,
            inputs,
            kernel,
            kernel);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    Shape shape = x.getShape();
    Taps rows = Taps.of(shape.get(2), kernel, stride, padding);
    Taps columns = Taps.of(shape.get(3), kernel, stride, padding);
    NDArray whole = pass.value(weight);
    if (rows.count() == kernel && columns.count() == kernel) {
      return convolve(x, whole, paddings); // (N, outputs, H / stride, W / stride)
    }
    NDIndex index =
        new NDIndex()
            .addAllDim(2)
            .addSliceDim(rows.first(), (long) rows.first() + rows.count())
            .addSliceDim(columns.first(), (long) columns.first() + columns.count());
    try (NDArray met = whole.get(x.getManager(), index)) {
      return convolve(x, met, new Shape(rows.padding(), columns.padding()));
    }
  }

  @SuppressWarnings("NullAway") // DJL takes null for no bias and does not say so.
  private NDArray convolve(NDArray x, NDArray weights, Shape around) {
    return x.getNDArrayInternal()
        .convolution(x, weights, null, strides, around, NO_DILATION, 1)
        .head();
  }

  /**
   * The part of a kernel, along one axis, that meets values and not only the zeros around them. On
   * a map of one value that is the middle alone: a 3×3 kernel then does nine times the work for the
   * same result, and the last stage of a ResNet on small pictures is made of such maps.
   *
   * @param first the first tap that meets a value
   * @param count how many do
   * @param padding how many zeros are still needed before the first value
   */
  private record Taps(int first, int count, int padding) {

    static Taps of(long size, int kernel, int stride, int padding) {
      var whole = new Taps(0, kernel, padding);
      if (size >= kernel) {
        return whole;
      }
      long outputs = whole.outputs(size, stride);
      int first = kernel;
      int last = -1;
      for (int tap = 0; tap < kernel; tap++) {
        for (long output = 0; output < outputs; output++) {
          long at = output * stride - padding + tap;
          if (at >= 0 && at < size) {
            first = Math.min(first, tap);
            last = Math.max(last, tap);
          }
        }
      }
      var met = new Taps(first, last - first + 1, padding - first);
      return met.outputs(size, stride) == outputs ? met : whole;
    }

    private long outputs(long size, int stride) {
      return (size + 2L * padding - count) / stride + 1;
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return new Shape(input.get(0), outputs, sized(input.get(2)), sized(input.get(3)));
  }

  private long sized(long size) {
    return (size + 2L * padding - kernel) / stride + 1;
  }

  @Override
  long multiplyAdds(Shape input) {
    return outputShape(input).size() * input.get(1) * kernel * kernel;
  }

  @Override
  String type() {
    return "Conv2d " + kernel + "×" + kernel + (stride > 1 ? "/" + stride : "");
  }
}
