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
    double precision = 0;
    double recall = 0;
    int lengths = 0;
    for (int n = 1; n <= ORDER; n++) {
      long[] counts = counts(translations, references, n);
      if (counts[1] > 0 && counts[2] > 0) {
        precision += (double) counts[0] / counts[1];
        recall += (double) counts[0] / counts[2];
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

  /** How many runs of a length are right, in the translations, and in the references. */
  private static long[] counts(List<String> translations, List<String> references, int n) {
    long[] counts = new long[3];
    for (int i = 0; i < translations.size(); i++) {
      Map<String, Integer> said = runs(translations.get(i), n);
      Map<String, Integer> there = runs(references.get(i), n);
      for (var run : said.entrySet()) {
        counts[0] += Math.min(run.getValue(), there.getOrDefault(run.getKey(), 0));
        counts[1] += there.isEmpty() ? 0 : run.getValue(); // nothing could have been right
      }
      counts[2] += there.values().stream().mapToInt(count -> count).sum();
    }
    return counts;
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
