package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/** A layer of GPT-2. */
final class GptLayer extends PreNormLayer {

  GptLayer(GptConfig config) {
    this(config, Gpt.STD / Math.sqrt(2.0 * config.layers()));
  }

  private GptLayer(GptConfig config, double outputStd) {
    super(
        new LayerNorm(config.width(), Gpt.EPS),
        "attn",
        new GptAttention(config, outputStd),
        new LayerNorm(config.width(), Gpt.EPS),
        new Mlp(config.width(), outputStd),
        config.dropout());
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
