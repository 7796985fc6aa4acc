package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/**
 * Leaves out the block before it for a share of a training batch's examples. Huang et al. 2016,
 * https://arxiv.org/abs/1603.09382
 */
final class StochasticDepth extends NamedBlock {

  private final double rate;

  /**
   * @param rate the share that is left out, in [0, 1)
   */
  StochasticDepth(double rate) {
    Sizes.share("the rate of stochastic depth", rate);
    this.rate = rate;
  }

  /** Itself where nothing is left out. */
  @Override
  NDArray compute(Pass pass, NDArray x) {
    if (!pass.training() || rate == 0) {
      return x;
    }
    long[] factors = new long[x.getShape().dimension()];
    Arrays.fill(factors, 1);
    factors[0] = x.getShape().get(0);
    try (NDArray ones = x.getManager().ones(new Shape(factors), x.getDataType());
        NDArray kept = Functional.dropout(ones, rate)) { // (N, 1, …)
      return x.mul(kept);
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input;
  }

  /** A factor for each example. */
  @Override
  long kept(Shape input) {
    return rate == 0 ? 0 : input.get(0);
  }

  @Override
  String type() {
    return "StochasticDepth";
  }
}
