package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/** A vector for each token: (N, T) int64 in [0, rows) to (N, T, width). */
final class Embedding extends NamedBlock {

  private final long rows;
  private final long width;
  private final Parameter weight;

  Embedding(long rows, long width, double std) {
    this.rows = rows;
    this.width = width;
    weight = weight("weight", Parameter.Type.WEIGHT, new Initial.Normal(std), rows, width);
  }

  @Override
  NDArray compute(Pass pass, NDArray ids) {
    check(ids);
    return Functional.embedding(pass.value(weight), ids); // (N, T, width)
  }

  /** The vectors of the rows from {@code first} on. */
  NDArray range(Pass pass, int first, long count) {
    return AttentionOps.range(pass.value(weight), first, count); // (count, width)
  }

  /** Each token's score, the tied head of a language model: (N, T, width) to (N, T, rows). */
  NDArray scores(Pass pass, NDArray x) {
    return Functional.linear(x, pass.value(weight), List.of());
  }

  /** A CPU says where a token is out of range; a GPU would have to be waited for. */
  private void check(NDArray ids) {
    if (ids.getDevice().isGpu()) {
      return;
    }
    if (ids.getDataType() != DataType.INT64) {
      throw new IllegalArgumentException("tokens must be int64, got " + ids.getDataType());
    }
    long[] values = ids.toLongArray();
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= rows) {
        throw new IllegalArgumentException(
            String.format(
                "token %d at place %d of the batch is out of range: tokens must be in [0, %d)",
                values[i], i, rows));
      }
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    return input.add(width);
  }

  @Override
  String type() {
    return "Embedding";
  }
}
