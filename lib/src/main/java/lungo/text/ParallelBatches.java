package lungo.text;

import java.util.List;
import java.util.Locale;
import lungo.data.DataException;
import lungo.data.Loader;

/**
 * Texts and translations in batches, for a {@link lungo.models.Transformer}. Made by {@link
 * ParallelText#batch}.
 *
 * <pre>{@code
 * var config = TransformerConfig.tiny(data.sourceVocabulary(), data.targetVocabulary());
 * var model = Transformer.of(config.context(data.length()));
 * var learner = Learner.translation(data, model);
 * }</pre>
 *
 * <p>A batch has the inputs source (N, S), target (N, T), which begins with the token {@link #end},
 * and mask (N, S), 1 where the source has a token and 0 where it is padded; its targets (N, T) are
 * the translation's tokens and {@link #end} after them, -100 where they are padded; all int64. An
 * epoch of the part to learn from goes another way each time, which follows from the seed.
 */
public final class ParallelBatches {

  private final ParallelText text;
  private final Tokenizer source;
  private final Tokenizer target;
  private final int end;
  private final PairLoader train;
  private final PairLoader valid;

  ParallelBatches(ParallelText text, Tokenizer source, Tokenizer target, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be 1 or more, got " + batchSize);
    }
    this.text = text;
    this.source = source;
    this.target = target;
    this.end = Translator.end(target);
    this.train = new PairLoader(encoded(text.train()), end, batchSize, true);
    this.valid =
        text.valid().isEmpty()
            ? train
            : new PairLoader(encoded(text.valid()), end, batchSize, false);
  }

  private List<PairLoader.Tokens> encoded(List<ParallelText.Pair> pairs) {
    return pairs.stream()
        .map(p -> new PairLoader.Tokens(source.encode(p.source()), target.encode(p.target())))
        .toList();
  }

  /**
   * Batches to learn from.
   *
   * @return inputs source, target and mask
   */
  public Loader train() {
    return train;
  }

  /**
   * Batches to judge by.
   *
   * @return inputs source, target and mask
   * @throws DataException if the pairs were not split
   */
  public Loader valid() {
    if (text.valid().isEmpty()) {
      throw new DataException("the pairs have no part to judge by; split(0.1) makes one");
    }
    return valid;
  }

  /**
   * The pairs themselves.
   *
   * @return what was cut
   */
  public ParallelText text() {
    return text;
  }

  /**
   * What cuts the texts.
   *
   * @return the tokenizer
   */
  public Tokenizer source() {
    return source;
  }

  /**
   * What cuts the translations.
   *
   * @return the tokenizer
   */
  public Tokenizer target() {
    return target;
  }

  /**
   * How many tokens the model reads.
   *
   * @return the tokenizer's
   */
  public int sourceVocabulary() {
    return source.size();
  }

  /**
   * How many tokens the model writes.
   *
   * @return the tokenizer's, and {@link #end} if it has none
   */
  public int targetVocabulary() {
    return Math.max(target.size(), end + 1);
  }

  /**
   * The token that begins and ends a translation.
   *
   * @return {@code <|endoftext|>} if the tokenizer has it, else one more than it has
   */
  public int end() {
    return end;
  }

  /**
   * The most positions of a text or a translation with its end.
   *
   * @return over both parts
   */
  public int length() {
    return Math.max(train.length(), valid.length());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s (%s and %s, %d positions at most)", text, source, target, length());
  }
}
