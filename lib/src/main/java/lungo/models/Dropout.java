package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/**
 * Leaves out a share of the values in training and scales the others up, so that the mean stays.
 * The engine's generator, which follows the seed and in a {@code Learner} begins anew at each step,
 * chooses. Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a
 */
final class Dropout extends NamedBlock {

  private final double rate;

  Dropout(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("the rate of dropout must be in [0, 1), got " + rate);
    }
    this.rate = rate;
  }

  /** As an attention operator takes it. */
  double rate(Pass pass) {
    return pass.training() ? rate : 0;
  }

  /** Itself where nothing is left out. */
  @Override
  NDArray compute(Pass pass, NDArray x) {
    return rate(pass) == 0 ? x : Functional.dropout(x, rate);
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input;
  }

  /** Which values stay, as factors. */
  @Override
  long kept(Shape input) {
    return rate == 0 ? 0 : input.size();
  }

  @Override
  String type() {
    return "Dropout " + rate;
  }
}
