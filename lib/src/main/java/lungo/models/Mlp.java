package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A multilayer perceptron: layers {@code max(x · weightᵀ + bias, 0)} one after another, the last
 * one without the maximum. Rumelhart et al. 1986, https://doi.org/10.1038/323533a0
 *
 * <pre>{@code
 * var model = Mlp.of(784, 512, 512, 10);
 * }</pre>
 *
 * Input (N, …) float32 of 784 values an example, such as pictures; output (N, 10), the logits.
 * Weights have the names of PyTorch's {@code nn.Sequential(nn.Linear(784, 512), nn.ReLU(), …)}:
 * {@code 0.weight}, {@code 0.bias}, {@code 2.weight}, ….
 */
public final class Mlp extends Chain {

  private final int[] widths;

  private Mlp(int[] widths) {
    this.widths = widths;
    for (int i = 1; i < widths.length; i++) {
      if (i > 1) {
        link(String.valueOf(2 * i - 3), Pointwise.relu());
      }
      link(String.valueOf(2 * i - 2), new Linear(widths[i - 1], widths[i]));
    }
  }

  /**
   * A network.
   *
   * @param widths how many values go into each layer, and at the end how many come out; at least
   *     two numbers of 1 or more
   * @return the network; its weights are made when it is initialised
   * @throws IllegalArgumentException if there are fewer numbers, or one is below 1
   */
  public static Mlp of(int... widths) {
    if (widths.length < 2 || IntStream.of(widths).anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "an MLP needs two widths or more, each 1 or more, got " + Arrays.toString(widths));
    }
    return new Mlp(widths.clone());
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    Shape given = x.getShape();
    Shape flat = flat(given);
    if (flat.equals(given)) {
      return super.compute(pass, x); // (N, outputs)
    }
    try (NDArray rows = x.reshape(flat)) { // (N, inputs)
      return super.compute(pass, rows);
    }
  }

  private Shape flat(Shape input) {
    long values = input.dimension() < 2 ? 0 : input.slice(1).size();
    if (values != widths[0]) {
      throw new IllegalArgumentException(
          this + " expects " + widths[0] + " values an example, got " + input);
    }
    return new Shape(input.get(0), values);
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return super.shapes(flat(input), visitor);
  }

  @Override
  String type() {
    return "Mlp";
  }

  @Override
  public String toString() {
    return "mlp " + IntStream.of(widths).mapToObj(String::valueOf).collect(Collectors.joining("-"));
  }
}
