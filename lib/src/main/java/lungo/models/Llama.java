package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Llama, what a GPT became: root-mean-square normalisation, rotary positions, SwiGLU, several heads
 * of queries to one of keys and values, no biases. Touvron et al. 2023,
 * https://arxiv.org/abs/2302.13971, with the structure and the parameter names of Hugging Face's
 * {@code LlamaForCausalLM}, so that its weights load.
 *
 * <p>Input (N, T) int64 in [0, vocabulary), T at most the context; output (N, T, vocabulary), the
 * logits of the next token.
 *
 * <pre>{@code
 * var model = Llama.of(LlamaConfig.tiny(tokenizer.size()));
 * var learner = Learner.languageModel(text.batch(tokenizer, 128, 32), model);
 * learner.optimizer(AdamW.of(1e-3)).fit(1);
 * }</pre>
 */
public final class Llama extends LanguageModel {

  /** The spread of initial weights. */
  static final double STD = 0.02;

  private final LlamaConfig config;
  private final Body model;
  private final @Nullable Linear head;

  private Llama(LlamaConfig config) {
    this.config = config;
    model = child("model", new Body(config));
    head =
        config.tied()
            ? null
            : child(
                "lm_head",
                new Linear(config.width(), config.vocabulary(), new Initial.Normal(STD), null));
  }

  /**
   * A network.
   *
   * @param config its sizes
   * @return the network; its weights are made when it is initialised
   */
  public static Llama of(LlamaConfig config) {
    return new Llama(config);
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public LlamaConfig config() {
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
    all.put("architecture", "llama");
    all.put("vocabulary", String.valueOf(config.vocabulary()));
    all.put("context", String.valueOf(config.context()));
    all.put("width", String.valueOf(config.width()));
    all.put("inner", String.valueOf(config.inner()));
    all.put("layers", String.valueOf(config.layers()));
    all.put("heads", String.valueOf(config.heads()));
    all.put("groups", String.valueOf(config.groups()));
    all.put("base", String.valueOf(config.base()));
    all.put("eps", String.valueOf(config.eps()));
    all.put("tied", String.valueOf(config.tied()));
    return all;
  }

  @Override
  NDArray compute(Pass pass, NDArray ids) {
    check(pass, ids.getShape());
    try (NDArray hidden = model.forward(pass, ids); // (N, T, width)
        NDArray asked = asked(pass, hidden)) {
      return head == null
          ? model.tokens.scores(pass, asked)
          : head.forward(pass, asked); // (N, T, vocabulary)
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(model, input);
    if (head != null) {
      visitor.accept(head, model.outputShape(input));
    }
    return input.add(config.vocabulary());
  }

  /** A tied head's, which is no layer of its own. */
  @Override
  long multiplyAdds(Shape input) {
    return head == null ? input.size() * config.width() * config.vocabulary() : 0;
  }

  @Override
  String ownWork() {
    return "lm_head, tied";
  }

  @Override
  String type() {
    return "Llama";
  }

  @Override
  public String toString() {
    return String.format(
        "Llama (%d layers of %d, %d heads in %d groups, %,d tokens, %,d positions)",
        config.layers(),
        config.width(),
        config.heads(),
        config.groups(),
        config.vocabulary(),
        config.context());
  }

  /** All but the head: (N, T) to (N, T, width). */
  private static final class Body extends NamedBlock {

    private final LlamaConfig config;
    private final Embedding tokens;
    private final List<LlamaLayer> layers = new ArrayList<>();
    private final Sequential all;
    private final LlamaLayer.Norm norm;

    Body(LlamaConfig config) {
      this.config = config;
      tokens = child("embed_tokens", new Embedding(config.vocabulary(), config.width(), STD));
      for (int i = 0; i < config.layers(); i++) {
        layers.add(new LlamaLayer(config));
      }
      all = child("layers", new Sequential(List.copyOf(layers)));
      norm = child("norm", new LlamaLayer.Norm(config.width(), config.eps()));
    }

    @Override
    NDArray compute(Pass pass, NDArray ids) {
      long length = ids.getShape().get(1);
      NDArray last = tokens.forward(pass, ids); // (N, T, width)
      long size = config.width() / config.heads();
      try (var turns =
          AttentionOps.angles(last, pass.position(), length, size, config.base())) { // (T, size)
        for (LlamaLayer layer : layers) {
          try (NDArray x = last) {
            last = layer.forward(pass, new NDList(x, turns.cos(), turns.sin())).head();
          }
        }
      }
      try (NDArray hidden = last) {
        return norm.forward(pass, hidden);
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(tokens, input);
      Shape hidden = tokens.outputShape(input);
      visitor.accept(all, hidden);
      visitor.accept(norm, hidden);
      return hidden;
    }

    @Override
    String type() {
      return "LlamaModel";
    }
  }
}
