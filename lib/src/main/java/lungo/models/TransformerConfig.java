package lungo.models;

/**
 * The sizes of a {@link Transformer}.
 *
 * <pre>{@code
 * var config = TransformerConfig.base(tokenizer.size());      // the paper's, 6 and 6 layers of 512
 * var model = Transformer.of(config.context(64).layers(2, 128, 4).dropout(0.2));
 * }</pre>
 *
 * @param sourceVocabulary how many tokens there are to read
 * @param targetVocabulary how many tokens there are to write
 * @param context how many positions a text has at most
 * @param width of the vector at each position, even and a multiple of the heads
 * @param inner width of the network at each position
 * @param layers how many in the encoder, and as many in the decoder
 * @param heads how many in each layer
 * @param dropout the share of values left out in training, in [0, 1)
 * @param shared whether source, target and the scores of the tokens have one table of vectors, as
 *     in the paper; the vocabularies must be one
 * @param finalNorm whether encoder and decoder end with a normalisation, as {@code
 *     torch.nn.Transformer} does and the paper does not
 */
public record TransformerConfig(
    int sourceVocabulary,
    int targetVocabulary,
    int context,
    int width,
    int inner,
    int layers,
    int heads,
    double dropout,
    boolean shared,
    boolean finalNorm) {

  /**
   * Checks the sizes.
   *
   * @param sourceVocabulary how many tokens there are to read
   * @param targetVocabulary how many tokens there are to write
   * @param context how many positions a text has at most
   * @param width of the vector at each position, even and a multiple of the heads
   * @param inner width of the network at each position
   * @param layers how many in the encoder, and as many in the decoder
   * @param heads how many in each layer
   * @param dropout the share of values left out in training, in [0, 1)
   * @param shared whether there is one table of vectors
   * @param finalNorm whether encoder and decoder end with a normalisation
   * @throws IllegalArgumentException with the value that is wrong
   */
  public TransformerConfig {
    Sizes.positive("sourceVocabulary", sourceVocabulary);
    Sizes.positive("targetVocabulary", targetVocabulary);
    Sizes.positive("context", context);
    Sizes.positive("inner", inner);
    Sizes.positive("layers", layers);
    Sizes.multiple("width", width, "heads", heads);
    Sizes.share("dropout", dropout);
    if (width % 2 != 0) {
      throw new IllegalArgumentException("width must be even, got " + width);
    }
    if (shared && sourceVocabulary != targetVocabulary) {
      throw new IllegalArgumentException(
          "only one vocabulary can be shared, got "
              + sourceVocabulary
              + " tokens to read and "
              + targetVocabulary
              + " to write");
    }
  }

  /**
   * The paper's base model: with its 37,000 tokens 63 million parameters.
   *
   * @param vocabulary how many tokens there are, of both languages together
   * @return 6 and 6 layers of 512 with 8 heads, one shared table
   */
  public static TransformerConfig base(int vocabulary) {
    return new TransformerConfig(vocabulary, vocabulary, 512, 512, 2048, 6, 8, 0.1, true, false);
  }

  /**
   * The paper's big model: with its 37,000 tokens 214 million parameters.
   *
   * @param vocabulary how many tokens there are, of both languages together
   * @return 6 and 6 layers of 1024 with 16 heads, one shared table
   */
  public static TransformerConfig big(int vocabulary) {
    return new TransformerConfig(vocabulary, vocabulary, 512, 1024, 4096, 6, 16, 0.3, true, false);
  }

  /**
   * A small one that a notebook trains on a CPU.
   *
   * @param sourceVocabulary how many tokens there are to read
   * @param targetVocabulary how many tokens there are to write
   * @return 2 and 2 layers of 128 with 4 heads and 64 positions, tables of their own
   */
  public static TransformerConfig tiny(int sourceVocabulary, int targetVocabulary) {
    return new TransformerConfig(
        sourceVocabulary, targetVocabulary, 64, 128, 256, 2, 4, 0.1, false, false);
  }

  /**
   * With another number of positions.
   *
   * @param positions 1 or more
   * @return a new configuration
   */
  public TransformerConfig context(int positions) {
    return new TransformerConfig(
        sourceVocabulary,
        targetVocabulary,
        positions,
        width,
        inner,
        layers,
        heads,
        dropout,
        shared,
        finalNorm);
  }

  /**
   * With other layers, whose inner networks are four times as wide.
   *
   * @param count how many in the encoder, and as many in the decoder
   * @param newWidth of the vector at each position
   * @param newHeads how many in each layer
   * @return a new configuration
   */
  public TransformerConfig layers(int count, int newWidth, int newHeads) {
    return new TransformerConfig(
        sourceVocabulary,
        targetVocabulary,
        context,
        newWidth,
        4 * newWidth,
        count,
        newHeads,
        dropout,
        shared,
        finalNorm);
  }

  /**
   * With another dropout.
   *
   * @param share in [0, 1)
   * @return a new configuration
   */
  public TransformerConfig dropout(double share) {
    return new TransformerConfig(
        sourceVocabulary,
        targetVocabulary,
        context,
        width,
        inner,
        layers,
        heads,
        share,
        shared,
        finalNorm);
  }
}
