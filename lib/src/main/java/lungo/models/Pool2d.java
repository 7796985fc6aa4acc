package lungo.models;

import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/** A value from each window of a picture. */
abstract class Pool2d extends NamedBlock {

  private final int window;
  private final int step;
  private final int padding;

  Pool2d(int window, int step, int padding) {
    this.window = window;
    this.step = step;
    this.padding = padding;
  }

  final Shape window() {
    return new Shape(window, window);
  }

  final Shape step() {
    return new Shape(step, step);
  }

  final Shape padding() {
    return new Shape(padding, padding);
  }

  @Override
  final Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return new Shape(input.get(0), input.get(1), sized(input.get(2)), sized(input.get(3)));
  }

  private long sized(long size) {
    return (size + 2L * padding - window) / step + 1;
  }

  @Override
  final String type() {
    return getClass().getSimpleName() + " " + window + "×" + window + "/" + step;
  }
}
