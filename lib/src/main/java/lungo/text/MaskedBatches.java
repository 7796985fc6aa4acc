package lungo.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lungo.data.DataException;
import lungo.data.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Texts with hidden tokens in batches, for a {@link lungo.models.Bert} to learn from plain text.
 * Made by {@link TextData#mask}, {@link TextData#maskPairs} and {@link LabeledTexts#mask}.
 *
 * <pre>{@code
 * var data = text.mask(tokenizer, 64, 32);
 * var model = Bert.maskedLanguageModel(BertConfig.tiny(tokenizer.size()));
 * Learner.maskedLanguageModel(data, model).optimizer(AdamW.of(1e-3)).fit(5);
 * }</pre>
 *
 * <p>A batch has the inputs tokens, types and mask, each (N, T) int64, and as targets (N, T) the
 * tokens that were hidden, -100 elsewhere; batches of pairs also (N), 0 where the second passage
 * follows the first and 1 where it is of another document. T is the longest text of the batch. Each
 * epoch of the part to learn from hides other tokens, and draws other pairs; the part to judge by
 * stays the same. All follows from the seed.
 */
public final class MaskedBatches {

  /** Marks of a text, at its beginning and its end. */
  private static final int MARKS = 2;

  private final WordPieceTokenizer tokenizer;
  private final int length;
  private final int batchSize;
  private final Masking masking;
  private final MaskedLoader.Rows trainRows;
  private final MaskedLoader.@Nullable Rows validRows;
  private final MaskedLoader train;
  private final @Nullable MaskedLoader valid;

  MaskedBatches(
      WordPieceTokenizer tokenizer,
      int length,
      int batchSize,
      Masking masking,
      MaskedLoader.Rows trainRows,
      MaskedLoader.@Nullable Rows validRows) {
    this.tokenizer = tokenizer;
    this.length = length;
    this.batchSize = batchSize;
    this.masking = masking;
    this.trainRows = trainRows;
    this.validRows = validRows;
    train = new MaskedLoader(trainRows, tokenizer, masking, batchSize, "train", true);
    valid =
        validRows == null
            ? null
            : new MaskedLoader(validRows, tokenizer, masking, batchSize, "valid", false);
  }

  /** Each text by itself between marks, cut off where it is too long. */
  static MaskedBatches ofTexts(
      List<String> train,
      List<String> valid,
      WordPieceTokenizer tokenizer,
      int length,
      int batchSize) {
    return new MaskedBatches(
        tokenizer,
        length,
        batchSize,
        Masking.bert(),
        texts(train, tokenizer, length),
        valid.isEmpty() ? null : texts(valid, tokenizer, length));
  }

  private static MaskedLoader.Rows texts(
      List<String> texts, WordPieceTokenizer tokenizer, int length) {
    List<MaskedLoader.Row> rows =
        texts.stream()
            .map(text -> MaskedLoader.Row.of(tokenizer.encodeMarked(text, length)))
            .toList();
    return epoch -> rows;
  }

  /** A text in pieces between marks, the last one shorter. */
  static MaskedLoader.Rows pieces(String text, WordPieceTokenizer tokenizer, int length) {
    if (length <= MARKS) {
      throw new IllegalArgumentException(
          "a text with its marks needs a length of 3 or more, got " + length);
    }
    int[] ids = tokenizer.encode(text);
    int inner = length - MARKS;
    var rows = new ArrayList<MaskedLoader.Row>();
    for (int from = 0; from < ids.length; from += inner) {
      int[] piece = Arrays.copyOfRange(ids, from, Math.min(from + inner, ids.length));
      rows.add(MaskedLoader.Row.of(tokenizer.marked(piece, new int[0])));
    }
    return epoch -> rows;
  }

  /**
   * Hides tokens in another way.
   *
   * @param other what is hidden; {@link Masking#bert} where none was chosen
   * @return new batches
   */
  public MaskedBatches masking(Masking other) {
    return new MaskedBatches(tokenizer, length, batchSize, other, trainRows, validRows);
  }

  /**
   * Batches to learn from.
   *
   * @return inputs tokens, types and mask
   */
  public Loader train() {
    return train;
  }

  /**
   * Batches to judge by.
   *
   * @return inputs tokens, types and mask
   * @throws DataException if the text was not split
   */
  public Loader valid() {
    if (valid == null) {
      throw new DataException("the text has no part to judge by; split(0.1) makes one");
    }
    return valid;
  }

  /**
   * Whether there is a part to judge by.
   *
   * @return whether {@link #valid} can be asked for
   */
  public boolean hasValid() {
    return valid != null;
  }

  /**
   * Whether a text is two passages, of which the second may be a stranger.
   *
   * @return whether batches have two targets
   */
  public boolean hasPairs() {
    return trainRows.of(0).get(0).stranger() >= 0;
  }

  /**
   * What cuts the texts.
   *
   * @return the tokenizer
   */
  public WordPieceTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * The most tokens of a text with its marks.
   *
   * @return T at most
   */
  public int length() {
    return length;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d texts to learn from in %,d batches, %,d to judge by (%s, up to %d of a text; %s)",
        train.examples(),
        train.batches(),
        valid == null ? 0 : valid.examples(),
        tokenizer,
        length,
        masking);
  }
}
