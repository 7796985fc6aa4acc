package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.function.BiConsumer;
import lungo.torch.Autocast;
import lungo.torch.Functional;
import org.jspecify.annotations.Nullable;

/** Convolution of pictures. */
final class Conv2d extends NamedBlock {

  private static final Shape NO_DILATION = new Shape(1, 1);

  private final Convolution convolution;
  private final Shape strides;
  private final Shape paddings;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** Without bias, as it stands before batch normalisation, the size kept but for the stride. */
  Conv2d(long inputs, long outputs, int kernel, int stride) {
    this(Convolution.of(inputs, outputs, kernel).stride(stride));
  }

  Conv2d(Convolution convolution) {
    this.convolution = convolution;
    strides = new Shape(convolution.down(), convolution.across());
    paddings = new Shape(convolution.rows(), convolution.columns());
    weight =
        weight(
            "weight",
            Parameter.Type.WEIGHT,
            convolution.weight(),
            convolution.outputs(),
            convolution.inputs() / convolution.groups(),
            convolution.height(),
            convolution.width());
    bias =
        switch (convolution.bias()) {
          case NONE -> null;
          case ZERO -> bias(new Initial.Constant(0));
          case UNIFORM -> bias(Initial.fanIn(convolution.fanIn()));
        };
  }

  private Parameter bias(Initial initial) {
    return weight("bias", Parameter.Type.BIAS, initial, convolution.outputs());
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    Shape shape = x.getShape();
    Taps rows = Taps.of(shape.get(2), convolution.height(), convolution.down(), convolution.rows());
    Taps columns =
        Taps.of(shape.get(3), convolution.width(), convolution.across(), convolution.columns());
    NDArray whole = pass.value(weight);
    if (rows.count() == convolution.height() && columns.count() == convolution.width()) {
      return convolve(pass, x, whole, paddings); // (N, outputs, H / down, W / across)
    }
    NDIndex index =
        new NDIndex()
            .addAllDim(2)
            .addSliceDim(rows.first(), (long) rows.first() + rows.count())
            .addSliceDim(columns.first(), (long) columns.first() + columns.count());
    try (NDArray met = whole.get(x.getManager(), index)) {
      return convolve(pass, x, met, new Shape(rows.padding(), columns.padding()));
    }
  }

  @SuppressWarnings("NullAway") // DJL takes null for no bias and does not say so.
  private NDArray convolve(Pass pass, NDArray x, NDArray weights, Shape around) {
    NDArray biases = bias == null ? null : pass.value(bias);
    if (Autocast.type() >= 0) {
      List<NDArray> added = biases == null ? List.of() : List.of(biases);
      return Functional.convolution(
          x, weights, added, strides.getShape(), around.getShape(), convolution.groups());
    }
    return x.getNDArrayInternal()
        .convolution(
            x, weights, biases, strides, around, NO_DILATION, Math.toIntExact(convolution.groups()))
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
    return new Shape(
        input.get(0),
        convolution.outputs(),
        sized(input.get(2), convolution.height(), convolution.rows(), convolution.down()),
        sized(input.get(3), convolution.width(), convolution.columns(), convolution.across()));
  }

  private static long sized(long size, int kernel, int padding, int stride) {
    return (size + 2L * padding - kernel) / stride + 1;
  }

  @Override
  long multiplyAdds(Shape input) {
    return outputShape(input).size() * convolution.fanIn();
  }

  @Override
  String type() {
    int down = convolution.down();
    int across = convolution.across();
    return "Conv2d "
        + convolution.height()
        + "×"
        + convolution.width()
        + (down == across ? (down > 1 ? "/" + down : "") : "/" + down + "×" + across)
        + (convolution.groups() > 1 ? ", " + convolution.groups() + " groups" : "");
  }
}
