package lungo.models;

import ai.djl.ndarray.NDArray;

/** The mean of each window; zeros around the picture count. */
final class AvgPool2d extends Pool2d {

  AvgPool2d(int window, int step, int padding) {
    super(window, step, padding);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return x.getNDArrayInternal()
        .avgPool(window(), step(), padding(), false, true); // (N, C, H / step, W / step)
  }
}
