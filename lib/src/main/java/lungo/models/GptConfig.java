package lungo.models;

/**
 * The sizes of a {@link Gpt}.
 *
 * <pre>{@code
 * var small = GptConfig.tiny(tokenizer.size()).context(128).layers(4, 256, 8).dropout(0.1);
 * var learner = Learner.languageModel(text.batch(tokenizer, 128, 32), Gpt.of(small));
 * }</pre>
 *
 * @param vocabulary how many tokens there are
 * @param context how many positions a text has at most
 * @param width of the vector at each position, a multiple of the heads
 * @param layers how many
 * @param heads how many in each layer
 * @param dropout the share of values left out in training, in [0, 1)
 */
public record GptConfig(
    int vocabulary, int context, int width, int layers, int heads, double dropout) {

  /**
   * Checks the sizes.
   *
   * @param vocabulary how many tokens there are
   * @param context how many positions a text has at most
   * @param width of the vector at each position, a multiple of the heads
   * @param layers how many
   * @param heads how many in each layer
   * @param dropout the share of values left out in training, in [0, 1)
   * @throws IllegalArgumentException with the value that is wrong
   */
  public GptConfig {
    Sizes.positive("vocabulary", vocabulary);
    Sizes.positive("context", context);
    Sizes.positive("layers", layers);
    Sizes.multiple("width", width, "heads", heads);
    Sizes.share("dropout", dropout);
  }

  /**
   * GPT-2 with 124 million parameters. Radford et al. 2019, <a
   * href="https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf">paper</a>
   *
   * @return 12 layers of 768
   */
  public static GptConfig gpt2() {
    return new GptConfig(50257, 1024, 768, 12, 12, 0.1);
  }

  /**
   * GPT-2 with 355 million parameters.
   *
   * @return 24 layers of 1024
   */
  public static GptConfig gpt2Medium() {
    return new GptConfig(50257, 1024, 1024, 24, 16, 0.1);
  }

  /**
   * GPT-2 with 774 million parameters.
   *
   * @return 36 layers of 1280
   */
  public static GptConfig gpt2Large() {
    return new GptConfig(50257, 1024, 1280, 36, 20, 0.1);
  }

  /**
   * GPT-2 with 1.5 billion parameters.
   *
   * @return 48 layers of 1600
   */
  public static GptConfig gpt2Xl() {
    return new GptConfig(50257, 1024, 1600, 48, 25, 0.1);
  }

  /**
   * A small one that a notebook trains on a CPU: about 0.8 million parameters and the vocabulary's.
   *
   * @param vocabulary how many tokens there are
   * @return 4 layers of 128 with 4 heads and 64 positions, without dropout
   */
  public static GptConfig tiny(int vocabulary) {
    return new GptConfig(vocabulary, 64, 128, 4, 4, 0);
  }

  /**
   * With another number of positions.
   *
   * @param positions 1 or more
   * @return a new configuration
   */
  public GptConfig context(int positions) {
    return new GptConfig(vocabulary, positions, width, layers, heads, dropout);
  }

  /**
   * With other layers.
   *
   * @param count how many
   * @param newWidth of the vector at each position
   * @param newHeads how many in each layer
   * @return a new configuration
   */
  public GptConfig layers(int count, int newWidth, int newHeads) {
    return new GptConfig(vocabulary, context, newWidth, count, newHeads, dropout);
  }

  /**
   * With another dropout.
   *
   * @param share in [0, 1)
   * @return a new configuration
   */
  public GptConfig dropout(double share) {
    return new GptConfig(vocabulary, context, width, layers, heads, share);
  }
}
