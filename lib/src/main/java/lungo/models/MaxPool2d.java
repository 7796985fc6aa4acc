package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** The largest value of each window. */
final class MaxPool2d extends Pool2d {

  MaxPool2d(int window, int step, int padding) {
    super(window, step, padding);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return x.getNDArrayInternal()
        .maxPool(window(), step(), padding(), false); // (N, C, H / step, W / step)
  }

  /** Besides its input the place of each largest value, in 8 bytes. */
  @Override
  long kept(Shape input) {
    return input.size() + 2 * outputShape(input).size();
  }
}
