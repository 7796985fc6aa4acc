package lungo.models;

import ai.djl.ndarray.NDArray;
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
  @SuppressWarnings("NullAway") // DJL takes null for no bias and does not say so.
  NDArray forward(Pass pass, NDArray x) {
    return x.getNDArrayInternal()
        .convolution(x, pass.value(weight), null, strides, paddings, NO_DILATION, 1)
        .head(); // (N, outputs, H / stride, W / stride)
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
