package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** The dimensions in another order. */
final class Permute extends NamedBlock {

  private final int[] order;

  Permute(int... order) {
    this.order = order.clone();
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return x.transpose(order); // the dimensions in that order
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return new Shape(Arrays.stream(order).mapToLong(input::get).toArray());
  }

  /** It is another view of the same values. */
  @Override
  long kept(Shape input) {
    return 0;
  }

  @Override
  String type() {
    return "Permute";
  }
}
