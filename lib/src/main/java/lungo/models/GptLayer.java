package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/** {@code y = x + attention(norm(x))}, then {@code y + mlp(norm(y))}. */
final class GptLayer extends NamedBlock {

  private final LayerNorm norm1;
  private final GptAttention attention;
  private final LayerNorm norm2;
  private final Mlp mlp;
  private final Dropout dropout;

  GptLayer(GptConfig config) {
    double outputStd = Gpt.STD / Math.sqrt(2.0 * config.layers());
    dropout = new Dropout(config.dropout());
    norm1 = child("ln_1", new LayerNorm(config.width(), Gpt.EPS));
    attention = child("attn", new GptAttention(config, outputStd));
    norm2 = child("ln_2", new LayerNorm(config.width(), Gpt.EPS));
    mlp = child("mlp", new Mlp(config.width(), outputStd));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    try (NDArray normed = norm1.forward(pass, x);
        NDArray attended = attention.forward(pass, normed);
        NDArray kept = dropout.forward(pass, attended);
        NDArray y = x.add(kept)) { // (N, T, width)
      try (NDArray again = norm2.forward(pass, y);
          NDArray changed = mlp.forward(pass, again);
          NDArray left = dropout.forward(pass, changed)) {
        return y.add(left);
      }
    }
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
    return "GPT2Block";
  }

  /** Two linear layers with GELU between them. */
  private static final class Mlp extends NamedBlock {

    private final Conv1d first;
    private final Gelu gelu = new Gelu(true);
    private final Conv1d second;

    Mlp(long width, double outputStd) {
      first = child("c_fc", new Conv1d(width, 4 * width, Gpt.STD));
      second = child("c_proj", new Conv1d(4 * width, width, outputStd));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      try (NDArray wide = first.forward(pass, x); // (N, T, 4 width)
          NDArray bent = gelu.forward(pass, wide)) {
        return second.forward(pass, bent); // (N, T, width)
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(first, input);
      visitor.accept(second, first.outputShape(input));
      return input;
    }

    @Override
    String type() {
      return "GPT2MLP";
    }
  }
}
