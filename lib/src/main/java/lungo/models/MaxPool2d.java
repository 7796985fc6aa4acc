package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/** The largest value of each 3×3 window, every second one. */
final class MaxPool2d extends NamedBlock {

  private static final Shape KERNEL = new Shape(3, 3);
  private static final Shape STRIDE = new Shape(2, 2);
  private static final Shape PADDING = new Shape(1, 1);

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return x.getNDArrayInternal().maxPool(KERNEL, STRIDE, PADDING, false); // (N, C, H / 2, W / 2)
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return new Shape(
        input.get(0), input.get(1), (input.get(2) - 1) / 2 + 1, (input.get(3) - 1) / 2 + 1);
  }

  /** Besides its input the place of each largest value, in 8 bytes. */
  @Override
  long kept(Shape input) {
    return input.size() + 2 * outputShape(input).size();
  }

  @Override
  String type() {
    return "MaxPool2d 3×3/2";
  }
}
