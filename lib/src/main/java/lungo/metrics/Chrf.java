package lungo.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How much translations have in common with good ones, in characters: the F score, recall counting
 * twice, of their runs of 1 to 6 characters without blanks, over a whole set. It also sees what is
 * right in a word with a wrong ending. Popović 2015, https://aclanthology.org/W15-3049; computed as
 * sacreBLEU's chrF2.
 *
 * @param score from 0 to 100
 * @param precision the mean over the lengths, from 0 to 100
 * @param recall the mean over the lengths, from 0 to 100
 */
public record Chrf(double score, double precision, double recall) {

  private static final int ORDER = 6;
  private static final double BETA = 2;
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * Judges the translations of a set.
   *
   * @param translations one or more
   * @param references a good translation for each
   * @return its figures
   * @throws IllegalArgumentException if there are none, or not as many of both
   */
  public static Chrf of(List<String> translations, List<String> references) {
    Bleu.check(translations, references);
    var sums = new Sums();
    for (int i = 0; i < translations.size(); i++) {
      sums.add(translations.get(i), references.get(i));
    }
    return sums.chrf();
  }

  /**
   * The counts that the score follows from, so that a set can be judged in parts.
   *
   * <pre>{@code
   * var sums = new Chrf.Sums().add("a cat", "the cat");
   * sums.merge(another).chrf();
   * }</pre>
   */
  public static final class Sums {

    /** By length: runs that are right, those of the translations, those of the references. */
    private final long[][] counts = new long[ORDER][3];

    private long pairs;

    /** Of nothing yet. */
    public Sums() {}

    /**
     * Adds a translation.
     *
     * @param translation what is judged
     * @param reference a good one
     * @return this
     */
    public Sums add(String translation, String reference) {
      pairs++;
      for (int n = 1; n <= ORDER; n++) {
        count(runs(translation, n), runs(reference, n), counts[n - 1]);
      }
      return this;
    }

    /**
     * Adds all of another part.
     *
     * @param other stays as it is
     * @return this
     */
    public Sums merge(Sums other) {
      pairs += other.pairs;
      for (int n = 0; n < ORDER; n++) {
        for (int i = 0; i < 3; i++) {
          counts[n][i] += other.counts[n][i];
        }
      }
      return this;
    }

    /**
     * The figures of all.
     *
     * @return the score with its parts
     * @throws IllegalStateException if nothing was added
     */
    public Chrf chrf() {
      if (pairs == 0) {
        throw new IllegalStateException("chrF needs one translation or more, got none");
      }
      return of(counts);
    }
  }

  private static Chrf of(long[][] counts) {
    double precision = 0;
    double recall = 0;
    int lengths = 0;
    for (long[] ofLength : counts) {
      if (ofLength[1] > 0 && ofLength[2] > 0) {
        precision += (double) ofLength[0] / ofLength[1];
        recall += (double) ofLength[0] / ofLength[2];
        lengths++;
      }
    }
    if (precision + recall == 0) {
      return new Chrf(0, 0, 0);
    }
    precision *= 100.0 / lengths;
    recall *= 100.0 / lengths;
    double factor = BETA * BETA;
    return new Chrf(
        (1 + factor) * precision * recall / (factor * precision + recall), precision, recall);
  }

  /** Adds the runs of a length that are right, in the translation, and in the reference. */
  private static void count(Map<String, Integer> said, Map<String, Integer> there, long[] counts) {
    for (var run : said.entrySet()) {
      counts[0] += Math.min(run.getValue(), there.getOrDefault(run.getKey(), 0));
      counts[1] += there.isEmpty() ? 0 : run.getValue(); // nothing could have been right
    }
    counts[2] += there.values().stream().mapToInt(count -> count).sum();
  }

  private static Map<String, Integer> runs(String text, int n) {
    int[] characters = SPACE.matcher(text).replaceAll("").codePoints().toArray();
    var runs = new HashMap<String, Integer>();
    for (int i = 0; i + n <= characters.length; i++) {
      runs.merge(new String(characters, i, n), 1, Integer::sum);
    }
    return runs;
  }

  /** The score as sacreBLEU writes it. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "chrF2 = %.2f", score);
  }
}
