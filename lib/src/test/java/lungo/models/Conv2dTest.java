package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.torch.Gradients;
import lungo.torch.TorchScript;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Conv2dTest {

  private static final TorchScript WHOLE =
      TorchScript.of(
          """
          def whole(x: Tensor, w: Tensor, stride: List[int], padding: List[int]) -> Tensor:
            return torch.conv2d(x, w, None, stride, padding, [1, 1], 1)
          """);

  /** Small maps are convolved with a part of the kernel; the numbers must be those of all of it. */
  @SuppressWarnings("try")
  @ParameterizedTest
  @CsvSource({
    "3, 1, 1, 1", "3, 2, 1, 1", "3, 2, 2, 2", "3, 1, 2, 2", "3, 1, 1, 4", "3, 2, 2, 5",
    "7, 2, 1, 1", "7, 2, 4, 2", "7, 2, 5, 6", "7, 1, 2, 3", "1, 2, 1, 1", "3, 2, 8, 8"
  })
  void smallMapsGiveTheNumbersOfTheWholeKernel(int kernel, int stride, long height, long width) {
    try (var manager = Seed.engine().newBaseManager();
        var on = GradMode.on()) {
      var layer = new Conv2d(2, 3, kernel, stride);
      var shape = new Shape(4, 2, height, width);
      layer.initialize(manager, DataType.FLOAT32, shape);
      NDArray x = manager.randomNormal(shape);
      NDArray weight = layer.getParameters().get(0).getValue().getArray();
      NDArray actual =
          layer.forward(new ParameterStore(manager, false), new NDList(x), true).head();
      long padding = kernel / 2;
      NDArray expected =
          WHOLE
              .call(
                  "whole",
                  manager,
                  x,
                  weight,
                  new long[] {stride, stride},
                  new long[] {padding, padding})
              .head();
      assertSame(actual, expected);
      assertSame(gradient(actual, weight), gradient(expected, weight));
    }
  }

  /** Of a sum whose terms weigh differently. */
  private static NDArray gradient(NDArray output, NDArray weight) {
    var manager = output.getManager();
    NDArray weights =
        manager.arange((float) output.size()).reshape(output.getShape()).add(1).div(10);
    return Gradients.of(output.mul(weights).sum(), List.of(weight), manager).head();
  }

  private static void assertSame(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
  }
}
