package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * {@code y = norm(x + attention(x))}, then {@code norm(y + mlp(y))}: normalised after, as in the
 * first Transformers. Inputs: (N, T, width), and perhaps a mask for (N, heads, T, T).
 */
final class BertLayer extends NamedBlock {

  private final Attention attention;
  private final Intermediate intermediate;
  private final Added output;

  BertLayer(BertConfig config) {
    attention = child("attention", new Attention(config));
    intermediate = child("intermediate", new Intermediate(config));
    output = child("output", new Added(config.inner(), config));
  }

  static Linear linear(long inputs, long outputs) {
    return new Linear(inputs, outputs, new Initial.Normal(Bert.STD), new Initial.Constant(0));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return compute(pass, new NDList(x)).head();
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    try (NDArray y = attention.forward(pass, inputs).head(); // (N, T, width)
        NDArray wide = intermediate.forward(pass, y)) { // (N, T, inner)
      return output.forward(pass, new NDList(wide, y));
    }
  }

  @Override
  boolean isRepeated() {
    return true;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(attention, input);
    visitor.accept(intermediate, input);
    visitor.accept(output, intermediate.outputShape(input));
    return input;
  }

  @Override
  String type() {
    return "BertLayer";
  }

  /** {@code norm(dense(x) + residual)}. */
  private static final class Added extends NamedBlock {

    private final Linear dense;
    private final LayerNorm norm;
    private final Dropout dropout;

    Added(long inputs, BertConfig config) {
      dense = child("dense", linear(inputs, config.width()));
      norm = child("LayerNorm", new LayerNorm(config.width(), Bert.EPS));
      dropout = new Dropout(config.dropout());
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      throw new IllegalArgumentException("it takes what it is added to, too");
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      try (NDArray changed = dense.forward(pass, inputs.head());
          NDArray kept = dropout.forward(pass, changed);
          NDArray sum = kept.add(inputs.get(1))) {
        return new NDList(norm.forward(pass, sum)); // (N, T, width)
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(dense, input);
      visitor.accept(norm, dense.outputShape(input));
      return dense.outputShape(input);
    }

    @Override
    String type() {
      return "BertOutput";
    }
  }

  /** A linear layer with GELU. */
  private static final class Intermediate extends NamedBlock {

    private final Linear dense;
    private final Gelu gelu = new Gelu(false);

    Intermediate(BertConfig config) {
      dense = child("dense", linear(config.width(), config.inner()));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      try (NDArray wide = dense.forward(pass, x)) {
        return gelu.forward(pass, wide); // (N, T, inner)
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(dense, input);
      return dense.outputShape(input);
    }

    @Override
    String type() {
      return "BertIntermediate";
    }
  }

  /** Attention, added to its input and normalised. */
  private static final class Attention extends NamedBlock {

    private final SelfAttention self;
    private final Added output;

    Attention(BertConfig config) {
      self = child("self", new SelfAttention(config));
      output = child("output", new Added(config.width(), config));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return compute(pass, new NDList(x)).head();
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      try (NDArray attended = self.forward(pass, inputs).head()) {
        return output.forward(pass, new NDList(attended, inputs.head()));
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(self, input);
      visitor.accept(output, input);
      return input;
    }

    @Override
    String type() {
      return "BertAttention";
    }
  }

  /** Attention of every position to every other one. */
  private static final class SelfAttention extends NamedBlock {

    private final long heads;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Dropout dropout;

    SelfAttention(BertConfig config) {
      heads = config.heads();
      dropout = new Dropout(config.dropout());
      query = child("query", linear(config.width(), config.width()));
      key = child("key", linear(config.width(), config.width()));
      value = child("value", linear(config.width(), config.width()));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return compute(pass, new NDList(x)).head();
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      NDArray x = inputs.head();
      List<NDArray> mask = inputs.size() > 1 ? List.of(inputs.get(1)) : List.of();
      try (NDArray q = query.forward(pass, x);
          NDArray k = key.forward(pass, x);
          NDArray v = value.forward(pass, x)) {
        pass.attends(this, () -> AttentionOps.separateWeights(q, k, mask, heads));
        return new NDList(
            AttentionOps.separate(q, k, v, mask, heads, heads, dropout.rate(pass), false));
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(query, input);
      visitor.accept(key, input);
      visitor.accept(value, input);
      return input;
    }

    /** Scores and sums over the positions; the projections are layers of their own. */
    @Override
    long multiplyAdds(Shape input) {
      return 2 * input.size() * input.get(1);
    }

    @Override
    String type() {
      return "BertSelfAttention";
    }
  }
}
