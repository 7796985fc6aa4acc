package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.BiConsumer;

/** GPT-2's attention: each position looks at itself and at those before it. */
final class GptAttention extends NamedBlock {

  private final long heads;
  private final long width;
  private final Conv1d qkv;
  private final Conv1d projection;
  private final Dropout dropout;

  GptAttention(GptConfig config, double outputStd) {
    heads = config.heads();
    width = config.width();
    dropout = new Dropout(config.dropout());
    qkv = child("c_attn", new Conv1d(width, 3 * width, Gpt.STD));
    projection = child("c_proj", new Conv1d(width, width, outputStd));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    try (NDArray all = qkv.forward(pass, x); // (N, T, 3 width)
        NDArray attended = attend(pass, all)) { // (N, T, width)
      return projection.forward(pass, attended);
    }
  }

  private NDArray attend(Pass pass, NDArray all) {
    KeyValueCache memory = pass.memory();
    if (memory == null) {
      pass.attends(this, () -> AttentionOps.fusedWeights(all, List.of(), heads, true));
      return AttentionOps.fused(all, List.of(), heads, dropout.rate(pass), true);
    }
    return AttentionOps.fused(
        all, memory.layer(this, heads, width / heads), heads, memory.length());
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(qkv, input);
    visitor.accept(projection, input);
    return input;
  }

  /** Scores and sums over the positions; the projections are layers of their own. */
  @Override
  long multiplyAdds(Shape input) {
    return 2 * input.size() * input.get(1);
  }

  /** Queries, keys and values. */
  @Override
  long kept(Shape input) {
    return 3 * input.size();
  }

  @Override
  String type() {
    return "GPT2Attention";
  }
}
