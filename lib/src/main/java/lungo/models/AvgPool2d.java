package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/** The mean of each window; zeros around the picture count. */
final class AvgPool2d extends NamedBlock {

  private final int window;
  private final int step;
  private final int padding;

  AvgPool2d(int window, int step, int padding) {
    this.window = window;
    this.step = step;
    this.padding = padding;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return x.getNDArrayInternal()
        .avgPool(
            new Shape(window, window),
            new Shape(step, step),
            new Shape(padding, padding),
            false,
            true); // (N, C, H / step, W / step)
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return new Shape(input.get(0), input.get(1), sized(input.get(2)), sized(input.get(3)));
  }

  private long sized(long size) {
    return (size + 2L * padding - window) / step + 1;
  }

  @Override
  String type() {
    return "AvgPool2d " + window + "×" + window + "/" + step;
  }
}
