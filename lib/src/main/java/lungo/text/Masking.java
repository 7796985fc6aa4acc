package lungo.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.data.DataException;
import lungo.random.Seed;

/**
 * What of a text is hidden, so that a model learns to fill it in: of each text a share of the
 * tokens, marks never; most of them become {@code [MASK]}, some another token, the rest stay as
 * they are, so that the model cannot tell which are asked for. Devlin et al. 2018, section 3.1,
 * https://arxiv.org/abs/1810.04805
 *
 * <pre>{@code
 * var data = text.mask(tokenizer, 64, 16);                            // as BERT does it
 * var harder = data.masking(new Masking(0.3, 0.8, 0.1));
 * }</pre>
 *
 * @param share of the tokens that are asked for, at least one of each text, in (0, 1)
 * @param masked the part of them that {@code [MASK]} stands in for, in [0, 1]
 * @param random the part of them that a token drawn at random stands in for
 */
public record Masking(double share, double masked, double random) {

  /** What losses leave out. */
  static final long NOT_COUNTED = -100;

  /**
   * Checks the parts.
   *
   * @param share of the tokens that are asked for, in (0, 1)
   * @param masked the part of them that {@code [MASK]} stands in for, in [0, 1]
   * @param random the part of them that a token drawn at random stands in for; with {@code masked}
   *     1 at most
   * @throws IllegalArgumentException with the value that is wrong
   */
  public Masking {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("the share must be in (0, 1), got " + share);
    }
    if (!(masked >= 0 && random >= 0 && masked + random <= 1)) {
      throw new IllegalArgumentException(
          "masked and random must be 0 or more and 1 together at most, got "
              + masked
              + " and "
              + random);
    }
  }

  /**
   * BERT's: 15 % of the tokens, of which 80 % are masked, 10 % replaced and 10 % kept.
   *
   * @return the masking
   */
  public static Masking bert() {
    return new Masking(0.15, 0.8, 0.1);
  }

  /** The numbers of the tokens that masking needs. */
  static final class Tokens {

    private final int mask;
    private final int[] ordinary;
    private final boolean[] isMark;

    Tokens(WordPieceTokenizer tokenizer) {
      mask =
          tokenizer
              .id("[MASK]")
              .orElseThrow(() -> new DataException("the vocabulary lacks the token [MASK]"));
      isMark = new boolean[tokenizer.size()];
      for (int id = 0; id < isMark.length; id++) {
        isMark[id] = tokenizer.isSpecial(id);
      }
      ordinary = IntStream.range(0, isMark.length).filter(id -> !isMark[id]).toArray();
      if (ordinary.length == 0) {
        throw new DataException("the vocabulary has nothing but marks");
      }
    }
  }

  /**
   * Hides a part of a text's tokens, in place.
   *
   * @return the tokens that were hidden, {@link #NOT_COUNTED} elsewhere
   */
  long[] hide(int[] ids, Tokens tokens, SplittableRandom numbers) {
    int[] open = IntStream.range(0, ids.length).filter(i -> !tokens.isMark[ids[i]]).toArray();
    int count = open.length == 0 ? 0 : Math.max(1, (int) Math.round(share * open.length));
    int[] order = Seed.permutation(open.length, numbers);
    long[] asked = new long[ids.length];
    Arrays.fill(asked, NOT_COUNTED);
    for (int i = 0; i < count; i++) {
      int at = open[order[i]];
      asked[at] = ids[at];
      double drawn = numbers.nextDouble();
      int other = tokens.ordinary[numbers.nextInt(tokens.ordinary.length)];
      if (drawn < masked) {
        ids[at] = tokens.mask;
      } else if (drawn < masked + random) {
        ids[at] = other;
      }
    }
    return asked;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.0f %% asked for: %.0f %% masked, %.0f %% replaced",
        100 * share,
        100 * masked,
        100 * random);
  }
}
