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
  private final TokenRow trainTokens;
  private final TokenRow validTokens;
  private final Loader train;
  private final Loader valid;

  TextBatches(
      Tokenizer tokenizer, int context, int batchSize, int[] trainTokens, int[] validTokens) {
    this(
        tokenizer,
        context,
        batchSize,
        new TokenRow.InMemory(trainTokens),
        new TokenRow.InMemory(validTokens));
  }

  TextBatches(
      Tokenizer tokenizer, int context, int batchSize, TokenRow trainTokens, TokenRow validTokens) {
    if (context < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "context and batch size must be 1 or more, got " + context + " and " + batchSize);
    }
    this.tokenizer = tokenizer;
    this.context = context;
    this.trainTokens = trainTokens;
    this.validTokens = validTokens;
    this.train = trainTokens.loader(context, batchSize, true);
    this.valid = validTokens.size() == 0 ? train : validTokens.loader(context, batchSize, false);
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
    return validTokens.size() > 0;
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
   * @return a copy; of tokens in shards too, all in memory
   */
  public int[] trainTokens() {
    return trainTokens.toArray();
  }

  /**
   * The part to judge by as tokens.
   *
   * @return a copy, empty where the text was not split
   */
  public int[] validTokens() {
    return validTokens.toArray();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d tokens to learn from in %,d batches, %,d to judge by (%s, pieces of %d)",
        trainTokens.size(),
        train.batches(),
        validTokens.size(),
        tokenizer,
        context);
  }
}
