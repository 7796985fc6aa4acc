package lungo.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The part of a text that was written down wrong: the fewest substitutions, deletions and
 * insertions that make the transcripts of the references, for each word or character of these.
 *
 * <pre>
 * rate = (substitutions + deletions + insertions) / (hits + substitutions + deletions)
 * </pre>
 *
 * Capitals and marks count, so texts are normalised before, or not. Over a set the counts are
 * added, so that a long text weighs more than a short one, as in jiwer. Morris et al. 2004,
 * https://www.isca-archive.org/interspeech_2004/morris04_interspeech.html
 *
 * <pre>{@code
 * ErrorRate rate = ErrorRate.words("the cat sad down", "the cat sat down");
 * double share = rate.rate();                     // 0.25: one substitution in four words
 * }</pre>
 *
 * @param hits words or characters that are right
 * @param substitutions that stand for another one
 * @param deletions that are missing in the transcripts
 * @param insertions that are in the transcripts only
 */
public record ErrorRate(long hits, long substitutions, long deletions, long insertions) {

  /**
   * Refuses counts without a reference.
   *
   * @param hits 0 or more
   * @param substitutions 0 or more
   * @param deletions 0 or more
   * @param insertions 0 or more
   * @throws IllegalArgumentException if one is negative, or the references are empty, so that there
   *     is no rate
   */
  public ErrorRate {
    if (hits < 0 || substitutions < 0 || deletions < 0 || insertions < 0) {
      throw new IllegalArgumentException(
          String.format(
              "counts must be 0 or more, got %d hits, %d substitutions, %d deletions, %d insertions",
              hits, substitutions, deletions, insertions));
    }
    if (hits + substitutions + deletions == 0) {
      throw new IllegalArgumentException(
          "an error rate is undefined where the references are empty; got "
              + insertions
              + " insertions");
    }
  }

  /**
   * The word error rate (WER) of a set; words are parted by white space.
   *
   * @param transcripts one or more
   * @param references what was said, for each
   * @return the counts
   * @throws IllegalArgumentException if there are not as many of both, or the references have no
   *     words
   */
  public static ErrorRate words(List<String> transcripts, List<String> references) {
    return of(transcripts, references, text -> text.isBlank() ? new String[0] : split(text));
  }

  /**
   * The word error rate (WER) of one text.
   *
   * @param transcript what was written down
   * @param reference what was said
   * @return the counts
   * @throws IllegalArgumentException if the reference has no words
   */
  public static ErrorRate words(String transcript, String reference) {
    return words(List.of(transcript), List.of(reference));
  }

  /**
   * The character error rate (CER) of a set; a character is a code point, white space at the ends
   * of a text is left out, and between words it counts.
   *
   * @param transcripts one or more
   * @param references what was said, for each
   * @return the counts
   * @throws IllegalArgumentException if there are not as many of both, or the references have no
   *     characters
   */
  public static ErrorRate characters(List<String> transcripts, List<String> references) {
    return of(
        transcripts, references, text -> text.strip().codePoints().boxed().toArray(Integer[]::new));
  }

  /**
   * The character error rate (CER) of one text.
   *
   * @param transcript what was written down
   * @param reference what was said
   * @return the counts
   * @throws IllegalArgumentException if the reference has no characters
   */
  public static ErrorRate characters(String transcript, String reference) {
    return characters(List.of(transcript), List.of(reference));
  }

  /**
   * These counts and those of another part of the texts.
   *
   * @param other counts of the same units
   * @return the sums
   */
  public ErrorRate merge(ErrorRate other) {
    return new ErrorRate(
        hits + other.hits,
        substitutions + other.substitutions,
        deletions + other.deletions,
        insertions + other.insertions);
  }

  /**
   * The rate.
   *
   * @return 0 where all is right, 1 for an empty transcript, more where more is inserted than right
   */
  public double rate() {
    return (double) errors() / length();
  }

  /**
   * All errors.
   *
   * @return substitutions, deletions and insertions
   */
  public long errors() {
    return substitutions + deletions + insertions;
  }

  /**
   * The references' length.
   *
   * @return in words or characters, 1 or more
   */
  public long length() {
    return hits + substitutions + deletions;
  }

  /** The rate with its counts. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "error rate %.4f: %d substitutions, %d deletions, %d insertions in %d",
        rate(),
        substitutions,
        deletions,
        insertions,
        length());
  }

  private static String[] split(String text) {
    return text.strip().split("\\s+");
  }

  private static ErrorRate of(
      List<String> transcripts, List<String> references, Function<String, Object[]> units) {
    if (transcripts.isEmpty() || transcripts.size() != references.size()) {
      throw new IllegalArgumentException(
          "a reference for each of one or more transcripts is needed, got "
              + transcripts.size()
              + " transcripts and "
              + references.size()
              + " references");
    }
    long[] counts = new long[4];
    for (int i = 0; i < transcripts.size(); i++) {
      count(units.apply(references.get(i)), units.apply(transcripts.get(i)), counts);
    }
    return new ErrorRate(counts[0], counts[1], counts[2], counts[3]);
  }

  /** Adds hits, substitutions, deletions and insertions; what both begin and end with is a hit. */
  private static void count(Object[] reference, Object[] transcript, long[] counts) {
    int shorter = Math.min(reference.length, transcript.length);
    int start = 0;
    while (start < shorter && reference[start].equals(transcript[start])) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && reference[reference.length - 1 - end].equals(transcript[transcript.length - 1 - end])) {
      end++;
    }
    counts[0] += start + end;
    align(
        Arrays.copyOfRange(reference, start, reference.length - end),
        Arrays.copyOfRange(transcript, start, transcript.length - end),
        counts);
  }

  /** Walks back along fewest edits; where several ways are as short, as RapidFuzz does. */
  private static void align(Object[] reference, Object[] transcript, long[] counts) {
    int[][] edits = edits(reference, transcript);
    int r = reference.length;
    int t = transcript.length;
    while (r > 0 && t > 0) {
      if (edits[r][t] == edits[r - 1][t] + 1) {
        r--;
        counts[2]++;
      } else if (edits[r][t - 1] == edits[r - 1][t - 1] - 1) {
        t--;
        counts[3]++;
      } else {
        r--;
        t--;
        counts[reference[r].equals(transcript[t]) ? 0 : 1]++;
      }
    }
    counts[2] += r;
    counts[3] += t;
  }

  /** Fewest edits between the first r of the reference and the first t of the transcript. */
  private static int[][] edits(Object[] reference, Object[] transcript) {
    int[][] edits = new int[reference.length + 1][transcript.length + 1];
    for (int t = 0; t <= transcript.length; t++) {
      edits[0][t] = t;
    }
    for (int r = 1; r <= reference.length; r++) {
      edits[r][0] = r;
      for (int t = 1; t <= transcript.length; t++) {
        int same = reference[r - 1].equals(transcript[t - 1]) ? 0 : 1;
        int other = Math.min(edits[r - 1][t], edits[r][t - 1]) + 1;
        edits[r][t] = Math.min(edits[r - 1][t - 1] + same, other);
      }
    }
    return edits;
  }
}
