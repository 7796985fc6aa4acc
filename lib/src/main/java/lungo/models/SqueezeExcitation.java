package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/**
 * Weighs each channel by what all of them see in the whole picture: the chain makes the factors. Hu
 * et al. 2017, https://arxiv.org/abs/1709.01507
 */
final class SqueezeExcitation extends Chain {

  SqueezeExcitation(long channels, long squeezed) {
    link("avgpool", new AdaptiveAvgPool2d(1)); // (N, channels, 1, 1)
    link("fc1", conv(channels, squeezed));
    link("activation", Pointwise.relu()); // (N, squeezed, 1, 1)
    link("fc2", conv(squeezed, channels));
    link("scale_activation", Pointwise.hardsigmoid()); // (N, channels, 1, 1)
  }

  private static Conv2d conv(long inputs, long outputs) {
    return new Conv2d(Convolution.of(inputs, outputs, 1).bias(Convolution.Bias.ZERO));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    try (NDArray factors = super.compute(pass, x)) {
      return x.mul(factors); // (N, channels, H, W)
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    super.shapes(input, visitor);
    return input;
  }

  /** The factors; what they are multiplied with, the pooling keeps too. */
  @Override
  long kept(Shape input) {
    return input.get(0) * input.get(1);
  }

  @Override
  String type() {
    return "SqueezeExcitation";
  }
}
