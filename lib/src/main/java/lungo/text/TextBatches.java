package lungo.text;

import java.util.Locale;
import lungo.data.DataException;
import lungo.data.Loader;

/**
 * A text as pieces of equal length, each token's target being the next one. Made by {@link
 * TextData#batch}.
 *
 * <p>An epoch of the part to learn from begins at another token each time and goes through its
 * pieces in another order; both follow from the seed and the epoch. The part to judge by is gone
 * through in order, each of its tokens but the first foretold once.
 *
 * <pre>{@code
 * var data = text.batch(tokenizer, 128, 32);
 * var learner = Learner.languageModel(data, Gpt.of(GptConfig.tiny(tokenizer.size()).context(128)));
 * learner.perplexity(data.valid());
 * }</pre>
 */
public final class TextBatches {

  private final Tokenizer tokenizer;
  private final int context;
  private final int[] trainTokens;
  private final int[] validTokens;
  private final TokenLoader train;
  private final TokenLoader valid;

  TextBatches(
      Tokenizer tokenizer, int context, int batchSize, int[] trainTokens, int[] validTokens) {
    if (context < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "context and batch size must be 1 or more, got " + context + " and " + batchSize);
    }
    this.tokenizer = tokenizer;
    this.context = context;
    this.trainTokens = trainTokens;
    this.validTokens = validTokens;
    this.train = new TokenLoader(trainTokens, context, batchSize, true);
    this.valid =
        validTokens.length == 0 ? train : new TokenLoader(validTokens, context, batchSize, false);
  }

  /**
   * Batches to learn from.
   *
   * @return inputs and targets (N, T) int64
   */
  public Loader train() {
    return train;
  }

  /**
   * Whether there is a part to judge by.
   *
   * @return false where the text was not split
   */
  public boolean hasValid() {
    return validTokens.length > 0;
  }

  /**
   * Batches to judge by.
   *
   * @return inputs and targets (N, T) int64; a target of -100 does not count
   * @throws DataException if the text was not split
   */
  public Loader valid() {
    if (!hasValid()) {
      throw new DataException("the text has no part to judge by; split(0.1) makes one");
    }
    return valid;
  }

  /**
   * What cut the text.
   *
   * @return the tokenizer
   */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Tokens a piece.
   *
   * @return T
   */
  public int context() {
    return context;
  }

  /**
   * The part to learn from as tokens.
   *
   * @return a copy
   */
  public int[] trainTokens() {
    return trainTokens.clone();
  }

  /**
   * The part to judge by as tokens.
   *
   * @return a copy, empty where the text was not split
   */
  public int[] validTokens() {
    return validTokens.clone();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d tokens to learn from in %,d batches, %,d to judge by (%s, pieces of %d)",
        trainTokens.length,
        train.batches(),
        validTokens.length,
        tokenizer,
        context);
  }
}
