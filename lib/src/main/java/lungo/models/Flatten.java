package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/** All values of an example in a row. */
final class Flatten extends NamedBlock {

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return x.reshape(shape(x.getShape())); // (N, C H W)
  }

  private static Shape shape(Shape input) {
    return new Shape(input.get(0), input.slice(1).size());
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return shape(input);
  }

  /** It is another view of the same values. */
  @Override
  long kept(Shape input) {
    return 0;
  }

  @Override
  String type() {
    return "Flatten";
  }
}
