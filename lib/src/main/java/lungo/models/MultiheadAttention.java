package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/**
 * Attention of several heads with the names of {@code torch.nn.MultiheadAttention}, batch first:
 * {@code in_proj_weight}, {@code in_proj_bias}, {@code out_proj}. Vaswani et al. 2017,
 * https://arxiv.org/abs/1706.03762
 *
 * <p>One input (N, T, width) attends to itself; a second one (N, S, width) is attended to instead;
 * a third one is a mask that can be broadcast to (N, heads, T, S), true where a position is looked
 * at. Where a text is continued, what it attended to is remembered.
 */
final class MultiheadAttention extends NamedBlock {

  private final long heads;
  private final long size;
  private final boolean causal;
  private final double dropout;
  private final Parameter weight;
  private final Parameter bias;
  private final Linear out;

  MultiheadAttention(long width, long heads) {
    this(width, heads, 0, false);
  }

  /**
   * @param dropout the share of attention weights left out in training
   * @param causal whether self-attention sees the positions before only
   */
  MultiheadAttention(long width, long heads, double dropout, boolean causal) {
    this(width, heads, dropout, causal, new Initial.Uniform(1 / Math.sqrt((double) width)));
  }

  /**
   * @param projection the initial weights of the outputs' projection
   */
  MultiheadAttention(long width, long heads, double dropout, boolean causal, Initial projection) {
    this.heads = heads;
    this.size = width / heads;
    this.dropout = dropout;
    this.causal = causal;
    var xavier = new Initial.Uniform(Math.sqrt(6.0 / (4 * width)));
    var zeros = new Initial.Constant(0);
    weight = weight("in_proj_weight", Parameter.Type.WEIGHT, xavier, 3 * width, width);
    bias = weight("in_proj_bias", Parameter.Type.BIAS, zeros, 3 * width);
    out = child("out_proj", new Linear(width, width, projection, zeros));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return compute(pass, new NDList(x)).head();
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    double rate = pass.training() ? dropout : 0;
    List<NDArray> mask = inputs.size() > 2 ? List.of(inputs.get(2)) : List.of();
    try (NDArray attended = attend(pass, inputs, mask, rate)) {
      return new NDList(out.forward(pass, attended)); // (N, T, width)
    }
  }

  private NDArray attend(Pass pass, NDList inputs, List<NDArray> mask, double rate) {
    NDArray x = inputs.head();
    NDArray w = pass.value(weight);
    NDArray b = pass.value(bias);
    KeyValueCache memory = pass.memory();
    if (inputs.size() == 1 || inputs.get(1) == x) {
      try (NDArray qkv = Functional.linear(x, w, List.of(b))) {
        pass.attends(this, () -> AttentionOps.fusedWeights(qkv, mask, heads, causal));
        return memory != null && causal
            ? AttentionOps.fused(qkv, memory.layer(this, heads, size), heads, pass.position())
            : AttentionOps.fused(qkv, mask, heads, rate, causal);
      }
    }
    NDArray y = inputs.get(1);
    if (memory == null) {
      pass.attends(this, () -> AttentionOps.crossedWeights(x, y, w, b, mask, heads));
      return AttentionOps.crossed(x, y, w, b, mask, heads, rate);
    }
    var layer = memory.fixed(this, () -> AttentionOps.projected(y, w, b, heads));
    return AttentionOps.asked(x, w, b, layer, mask, heads);
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(out, input);
    return input;
  }

  /** The three projections and the attention; the fourth is a layer of its own. */
  @Override
  long multiplyAdds(Shape input) {
    return input.size() * (3 * input.get(2) + 2 * input.get(1));
  }

  /** The input, and queries, keys and values. */
  @Override
  long kept(Shape input) {
    return 4 * input.size();
  }

  @Override
  String type() {
    return "MultiheadAttention";
  }
}
