package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * GPT-2: a stack of layers of causal attention and a small network at each position. Radford et al.
 * 2019, with the structure, the initial weights and the parameter names of Hugging Face's {@code
 * GPT2LMHeadModel}, so that its weights load; the head is the token embedding itself.
 *
 * <pre>{@code
 * var model = Gpt.of(GptConfig.gpt2());                        // 124 million parameters
 * var small = Gpt.of(GptConfig.tiny(tokenizer.size()));        // trains in minutes on a CPU
 * }</pre>
 *
 * Input (N, T) int64 in [0, vocabulary), T at most the context; output (N, T, vocabulary), the
 * logits of the next token.
 */
public final class Gpt extends LanguageModel {

  /** The spread of initial weights. */
  static final double STD = 0.02;

  /** Added to a variance. */
  static final double EPS = 1e-5;

  private final GptConfig config;
  private final Body transformer;

  private Gpt(GptConfig config) {
    this.config = config;
    transformer = child("transformer", new Body(config));
  }

  /**
   * A network.
   *
   * @param config its sizes
   * @return the network; its weights are made when it is initialised
   */
  public static Gpt of(GptConfig config) {
    return new Gpt(config);
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public GptConfig config() {
    return config;
  }

  @Override
  public int vocabulary() {
    return config.vocabulary();
  }

  @Override
  public int context() {
    return config.context();
  }

  /** Architecture and sizes. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", "gpt2");
    all.put("vocabulary", String.valueOf(config.vocabulary()));
    all.put("context", String.valueOf(config.context()));
    all.put("width", String.valueOf(config.width()));
    all.put("layers", String.valueOf(config.layers()));
    all.put("heads", String.valueOf(config.heads()));
    all.put("dropout", String.valueOf(config.dropout()));
    return all;
  }

  @Override
  NDArray compute(Pass pass, NDArray ids) {
    check(pass, ids.getShape());
    try (NDArray hidden = transformer.forward(pass, ids); // (N, T, width)
        NDArray asked = asked(pass, hidden)) {
      return transformer.tokens.scores(pass, asked); // (N, T, vocabulary)
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(transformer, input);
    return input.add(config.vocabulary());
  }

  /** The head's, which is no layer of its own. */
  @Override
  long multiplyAdds(Shape input) {
    return input.size() * config.width() * config.vocabulary();
  }

  @Override
  String ownWork() {
    return "lm_head, tied";
  }

  @Override
  String type() {
    return "GPT2";
  }

  @Override
  public String toString() {
    return String.format(
        "GPT-2 (%d layers of %d, %d heads, %,d tokens, %,d positions)",
        config.layers(), config.width(), config.heads(), config.vocabulary(), config.context());
  }

  /** All but the head: (N, T) to (N, T, width). */
  private static final class Body extends NamedBlock {

    private final Embedding tokens;
    private final Embedding positions;
    private final Dropout dropout;
    private final Sequential layers;
    private final LayerNorm norm;

    Body(GptConfig config) {
      tokens = child("wte", new Embedding(config.vocabulary(), config.width(), STD));
      positions = child("wpe", new Embedding(config.context(), config.width(), STD));
      dropout = new Dropout(config.dropout());
      List<NamedBlock> all = new ArrayList<>();
      for (int i = 0; i < config.layers(); i++) {
        all.add(new GptLayer(config));
      }
      layers = child("h", new Sequential(all));
      norm = child("ln_f", new LayerNorm(config.width(), EPS));
    }

    @Override
    NDArray compute(Pass pass, NDArray ids) {
      long length = ids.getShape().get(1);
      try (NDArray each = tokens.forward(pass, ids); // (N, T, width)
          NDArray places = positions.range(pass, pass.position(), length); // (T, width)
          NDArray sum = each.add(places);
          NDArray kept = dropout.forward(pass, sum);
          NDArray last = layers.forward(pass, kept)) {
        return norm.forward(pass, last);
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(tokens, input);
      visitor.accept(positions, new Shape(input.get(1)));
      Shape hidden = tokens.outputShape(input);
      visitor.accept(layers, hidden);
      visitor.accept(norm, hidden);
      return hidden;
    }

    @Override
    String type() {
      return "GPT2Model";
    }
  }
}
