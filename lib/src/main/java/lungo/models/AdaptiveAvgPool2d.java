package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;
import lungo.torch.TorchScript;

/** Means over windows chosen so that pictures of any size come out at one size. */
final class AdaptiveAvgPool2d extends NamedBlock {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def pool(x: Tensor, size: List[int]) -> Tensor:
            return torch.adaptive_avg_pool2d(x, size)
          """);

  private final int size;

  /**
   * @param size height and width of what comes out
   */
  AdaptiveAvgPool2d(int size) {
    this.size = size;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return OPS.call("pool", x.getManager(), x, new long[] {size, size})
        .head(); // (N, C, size, size)
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return new Shape(input.get(0), input.get(1), size, size);
  }

  @Override
  String type() {
    return "AdaptiveAvgPool2d " + size + "×" + size;
  }
}
