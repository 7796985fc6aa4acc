package lungo.models;

/**
 * The sizes of a {@link Llama}.
 *
 * <pre>{@code
 * var model = Llama.of(LlamaConfig.tiny(tokenizer.size()).context(256));
 * var own = new LlamaConfig(tokenizer.size(), 128, 128, 344, 4, 4, 2, 10_000, 1e-5, true);
 * }</pre>
 *
 * @param vocabulary how many tokens there are
 * @param context how many positions a text has at most
 * @param width of the vector at each position, a multiple of the heads
 * @param inner width of the network at each position
 * @param layers how many
 * @param heads of the queries in each layer
 * @param groups heads of keys and values, a divisor of the queries' heads: fewer make the memory of
 *     a text smaller
 * @param base of the rotary positions, 10000 in the paper
 * @param eps added to the mean square in normalisation
 * @param tied whether the head is the token embedding itself
 */
public record LlamaConfig(
    int vocabulary,
    int context,
    int width,
    int inner,
    int layers,
    int heads,
    int groups,
    double base,
    double eps,
    boolean tied) {

  /**
   * Checks the sizes.
   *
   * @param vocabulary how many tokens there are
   * @param context how many positions a text has at most
   * @param width of the vector at each position, a multiple of the heads
   * @param inner width of the network at each position
   * @param layers how many
   * @param heads of the queries in each layer
   * @param groups heads of keys and values, a divisor of the queries' heads
   * @param base of the rotary positions
   * @param eps added to the mean square in normalisation
   * @param tied whether the head is the token embedding itself
   * @throws IllegalArgumentException with the value that is wrong
   */
  public LlamaConfig {
    Sizes.positive("vocabulary", vocabulary);
    Sizes.positive("context", context);
    Sizes.positive("inner", inner);
    Sizes.positive("layers", layers);
    Sizes.multiple("width", width, "2 · heads", 2L * heads);
    Sizes.multiple("heads", heads, "groups", groups);
    Sizes.above("base", base);
    Sizes.above("eps", eps);
  }

  /**
   * Llama 2 with 7 billion parameters. Touvron et al. 2023, https://arxiv.org/abs/2307.09288
   *
   * @return 32 layers of 4096
   */
  public static LlamaConfig llama2() {
    return new LlamaConfig(32000, 4096, 4096, 11008, 32, 32, 32, 10_000, 1e-5, false);
  }

  /**
   * Llama 3 with 8 billion parameters. Dubey et al. 2024, https://arxiv.org/abs/2407.21783
   *
   * @return 32 layers of 4096, keys and values in 8 groups
   */
  public static LlamaConfig llama3() {
    return new LlamaConfig(128_256, 8192, 4096, 14_336, 32, 32, 8, 500_000, 1e-5, false);
  }

  /**
   * TinyLlama with 1.1 billion parameters. Zhang et al. 2024, https://arxiv.org/abs/2401.02385
   *
   * @return 22 layers of 2048, keys and values in 4 groups
   */
  public static LlamaConfig tinyLlama() {
    return new LlamaConfig(32000, 2048, 2048, 5632, 22, 32, 4, 10_000, 1e-5, false);
  }

  /**
   * A small one that a notebook trains on a CPU: about 0.8 million parameters and the vocabulary's.
   *
   * @param vocabulary how many tokens there are
   * @return 4 layers of 128 with 4 heads in 2 groups and 128 positions, with a tied head
   */
  public static LlamaConfig tiny(int vocabulary) {
    return new LlamaConfig(vocabulary, 128, 128, 352, 4, 4, 2, 10_000, 1e-5, true);
  }

  /**
   * With another number of positions.
   *
   * @param positions 1 or more
   * @return a new configuration
   */
  public LlamaConfig context(int positions) {
    return new LlamaConfig(
        vocabulary, positions, width, inner, layers, heads, groups, base, eps, tied);
  }
}
