package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.torch.GradMode;
import org.jspecify.annotations.Nullable;

/**
 * A product with a matrix over the last dimension, to which a product of two small matrices may be
 * added; see {@link Lora}.
 */
abstract class Affine extends NamedBlock {

  /** The names of the small matrices in their layer, as PEFT has them. */
  static final String DOWN = "lora_A";

  static final String UP = "lora_B";

  private final long inputs;
  private final long outputs;
  private @Nullable Adapter adapter;

  /** What is added: {@code scale · up(down(dropout(x)))}. */
  private record Adapter(Linear down, Linear up, double scale, Dropout dropout) {

    NDArray added(Pass pass, NDArray x, NDArray y) {
      NDArray kept = dropout.forward(pass, x);
      try (NDArray small = down.forward(pass, kept); // (N, …, rank)
          NDArray change = up.forward(pass, small);
          NDArray scaled = change.mul(scale)) {
        return y.add(scaled);
      } finally {
        if (kept != x) {
          kept.close();
        }
      }
    }
  }

  Affine(long inputs, long outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The product with the matrix itself. */
  abstract NDArray product(Pass pass, NDArray x);

  abstract Parameter weight();

  /** A change of the matrix, (outputs, inputs), as the matrix is kept. */
  abstract NDArray asKept(NDArray change);

  @Override
  final NDArray compute(Pass pass, NDArray x) {
    NDArray y = product(pass, x);
    if (adapter == null) {
      return y; // (N, …, outputs)
    }
    try (y) {
      return adapter.added(pass, x, y);
    }
  }

  /**
   * Adds a product that is 0 at first.
   *
   * @param path of this layer in its model, from which the initial values follow
   */
  final void adapt(String path, Lora how) {
    if (adapter != null) {
      throw new IllegalArgumentException(path + " has an adapter already; Lora.merge it before");
    }
    NDArray kept = weight().getArray();
    var down = new Linear(inputs, how.rank(), Initial.fanIn(inputs), null);
    var up = new Linear(how.rank(), outputs, new Initial.Constant(0), null);
    down.begin(path + "." + DOWN + ".", kept.getManager(), kept.getDataType(), row(inputs));
    up.begin(path + "." + UP + ".", kept.getManager(), kept.getDataType(), row(how.rank()));
    child(DOWN, down);
    child(UP, up);
    adapter = new Adapter(down, up, how.scale(), new Dropout(how.dropout()));
  }

  private static Shape row(long size) {
    return new Shape(1, size);
  }

  final boolean isAdapted() {
    return adapter != null;
  }

  /** Adds the small product to the matrix, and is as before. */
  @SuppressWarnings("try")
  final void merge() {
    Adapter merged = adapter;
    if (merged == null) {
      return;
    }
    NDArray up = merged.up().weight().getArray();
    NDArray down = merged.down().weight().getArray();
    try (var off = GradMode.off();
        NDArray product = up.matMul(down); // (outputs, inputs)
        NDArray change = product.mul(merged.scale());
        NDArray fitting = asKept(change)) {
      weight().getArray().addi(fitting);
    }
    adapter = null;
    for (var entry : Map.of(DOWN, merged.down(), UP, merged.up()).entrySet()) {
      children.remove(entry.getKey());
      entry.getValue().clear();
    }
  }

  @Override
  final Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    Shape outer = input.slice(0, input.dimension() - 1);
    if (adapter != null) {
      visitor.accept(adapter.down(), input);
      visitor.accept(adapter.up(), outer.add(adapter.down().outputs()));
    }
    return outer.add(outputs);
  }

  final long outputs() {
    return outputs;
  }

  @Override
  final long multiplyAdds(Shape input) {
    return input.size() * outputs;
  }
}
