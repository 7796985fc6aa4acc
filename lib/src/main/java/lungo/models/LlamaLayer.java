package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.function.BiConsumer;
import lungo.torch.Functional;

/**
 * {@code y = x + attention(norm(x))}, then {@code y + mlp(norm(y))}, with root-mean-square
 * normalisation, rotary positions and SwiGLU. Inputs: (N, T, width), and the cosines and sines of
 * the positions.
 */
final class LlamaLayer extends NamedBlock {

  private final Norm norm1;
  private final Attention attention;
  private final Norm norm2;
  private final Mlp mlp;

  LlamaLayer(LlamaConfig config) {
    attention = child("self_attn", new Attention(config));
    mlp = child("mlp", new Mlp(config.width(), config.inner()));
    norm1 = child("input_layernorm", new Norm(config.width(), config.eps()));
    norm2 = child("post_attention_layernorm", new Norm(config.width(), config.eps()));
  }

  private static Linear linear(long inputs, long outputs) {
    return new Linear(inputs, outputs, new Initial.Normal(Llama.STD), null);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    throw new IllegalArgumentException("a layer of Llama takes the positions' angles, too");
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    NDArray x = inputs.head();
    try (NDArray normed = norm1.forward(pass, x);
        NDArray attended =
            attention.forward(pass, new NDList(normed, inputs.get(1), inputs.get(2))).head();
        NDArray y = x.add(attended); // (N, T, width)
        NDArray again = norm2.forward(pass, y);
        NDArray changed = mlp.forward(pass, again)) {
      return new NDList(y.add(changed));
    }
  }

  @Override
  boolean isRepeated() {
    return true;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(norm1, input);
    visitor.accept(attention, input);
    visitor.accept(norm2, input);
    visitor.accept(mlp, input);
    return input;
  }

  @Override
  String type() {
    return "LlamaDecoderLayer";
  }

  /** Normalisation by the root mean square. Zhang and Sennrich 2019. */
  static final class Norm extends NamedBlock {

    private final double eps;
    private final Parameter weight;

    Norm(long width, double eps) {
      this.eps = eps;
      weight = weight("weight", Parameter.Type.GAMMA, new Initial.Constant(1), width);
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return Functional.rmsNorm(x, pass.value(weight), eps);
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      return input;
    }

    @Override
    String type() {
      return "LlamaRMSNorm";
    }
  }

  /** Causal attention with rotary positions, several heads of queries to one of keys. */
  private static final class Attention extends NamedBlock {

    private final long heads;
    private final long groups;
    private final long size;
    private final Linear queries;
    private final Linear keys;
    private final Linear values;
    private final Linear output;

    Attention(LlamaConfig config) {
      heads = config.heads();
      groups = config.groups();
      size = config.width() / heads;
      queries = child("q_proj", linear(config.width(), config.width()));
      keys = child("k_proj", linear(config.width(), groups * size));
      values = child("v_proj", linear(config.width(), groups * size));
      output = child("o_proj", linear(config.width(), config.width()));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      throw new IllegalArgumentException("rotary attention takes the positions' angles, too");
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      NDArray x = inputs.head();
      var turns = new AttentionOps.Angles(inputs.get(1), inputs.get(2));
      try (NDArray q = queries.forward(pass, x); // (N, T, width)
          NDArray k = keys.forward(pass, x); // (N, T, groups · size)
          NDArray v = values.forward(pass, x);
          NDArray attended = attend(pass, q, k, v, turns)) {
        return new NDList(output.forward(pass, attended));
      }
    }

    private NDArray attend(Pass pass, NDArray q, NDArray k, NDArray v, AttentionOps.Angles turns) {
      KeyValueCache memory = pass.memory();
      if (memory == null) {
        pass.attends(this, () -> AttentionOps.rotaryWeights(q, k, turns, heads, groups));
        return AttentionOps.rotary(q, k, v, turns, heads, groups, 0);
      }
      return AttentionOps.rotary(
          q, k, v, turns, memory.layer(this, groups, size), heads, groups, memory.length());
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(queries, input);
      visitor.accept(keys, input);
      visitor.accept(values, input);
      visitor.accept(output, input);
      return input;
    }

    /** Scores and sums over the positions; the projections are layers of their own. */
    @Override
    long multiplyAdds(Shape input) {
      return 2 * input.size() * input.get(1);
    }

    @Override
    String type() {
      return "LlamaAttention";
    }
  }

  /** SwiGLU: {@code down(silu(gate(x)) · up(x))}. Shazeer 2020, https://arxiv.org/abs/2002.05202 */
  private static final class Mlp extends NamedBlock {

    private final Linear gate;
    private final Linear up;
    private final Linear down;

    Mlp(long width, long inner) {
      gate = child("gate_proj", linear(width, inner));
      up = child("up_proj", linear(width, inner));
      down = child("down_proj", linear(inner, width));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      try (NDArray gated = gate.forward(pass, x); // (N, T, inner)
          NDArray wide = up.forward(pass, x);
          NDArray passed = Functional.swiGlu(gated, wide)) {
        return down.forward(pass, passed); // (N, T, width)
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(gate, input);
      visitor.accept(up, input);
      visitor.accept(down, up.outputShape(input));
      return input;
    }

    @Override
    String type() {
      return "LlamaMLP";
    }
  }
}
