package lungo.metrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How much translations have in common with good ones: the geometric mean of the shares of their
 * runs of 1 to 4 words that are in the reference, times a penalty for being short, over a whole
 * set. Papineni et al. 2002, https://aclanthology.org/P02-1040; computed as sacreBLEU does where
 * nothing else is said (words of {@code 13a}, capitals count, smoothing {@code exp}). Post 2018,
 * https://arxiv.org/abs/1804.08771
 *
 * @param score from 0 to 100
 * @param precisions of runs of 1, 2, 3 and 4 words, from 0 to 100
 * @param brevityPenalty 1 where the translations are as long as the references, less where shorter
 * @param words of the translations
 * @param referenceWords of the references
 */
public record Bleu(
    double score, List<Double> precisions, double brevityPenalty, long words, long referenceWords) {

  private static final int ORDER = 4;
  private static final String NO_WORDS = "the references have no words";
  private static final Pattern MARKS = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
  private static final Pattern BEFORE_POINT = Pattern.compile("([^0-9])([.,])");
  private static final Pattern AFTER_POINT = Pattern.compile("([.,])([^0-9])");
  private static final Pattern DASH = Pattern.compile("([0-9])(-)");
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * Copies the list.
   *
   * @param score from 0 to 100
   * @param precisions of runs of 1, 2, 3 and 4 words
   * @param brevityPenalty in [0, 1]
   * @param words of the translations
   * @param referenceWords of the references
   */
  public Bleu {
    precisions = List.copyOf(precisions);
  }

  /**
   * Judges the translations of a set.
   *
   * @param translations one or more
   * @param references a good translation for each
   * @return its figures
   * @throws IllegalArgumentException if there are none, not as many of both, or no words in the
   *     references
   */
  public static Bleu of(List<String> translations, List<String> references) {
    check(translations, references);
    var sums = new Sums();
    for (int i = 0; i < translations.size(); i++) {
      sums.add(translations.get(i), references.get(i));
    }
    if (sums.referenceWords == 0) {
      throw new IllegalArgumentException(NO_WORDS);
    }
    return sums.bleu();
  }

  /**
   * The counts that the figures follow from, so that a set can be judged in parts, by several
   * threads or devices.
   *
   * <pre>{@code
   * var sums = new Bleu.Sums().add("a cat sits here", "the cat sits here");
   * sums.merge(another).bleu();
   * }</pre>
   */
  public static final class Sums {

    /** By length: the runs of words that are right, and all. */
    private final long[] right = new long[ORDER];

    private final long[] all = new long[ORDER];
    private long words;
    private long referenceWords;

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
      List<String> judged = words(translation);
      List<String> good = words(reference);
      words += judged.size();
      referenceWords += good.size();
      for (int n = 1; n <= ORDER; n++) {
        Map<List<String>, Integer> there = runs(good, n);
        all[n - 1] += Math.max(0, judged.size() - n + 1);
        for (var run : runs(judged, n).entrySet()) {
          right[n - 1] += Math.min(run.getValue(), there.getOrDefault(run.getKey(), 0));
        }
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
      words += other.words;
      referenceWords += other.referenceWords;
      for (int n = 0; n < ORDER; n++) {
        right[n] += other.right[n];
        all[n] += other.all[n];
      }
      return this;
    }

    /**
     * The figures of all.
     *
     * @return the score with its parts
     * @throws IllegalStateException if no reference with words was added
     */
    public Bleu bleu() {
      if (referenceWords == 0) {
        throw new IllegalStateException(NO_WORDS);
      }
      return Bleu.of(right, all, words, referenceWords);
    }
  }

  static void check(List<String> translations, List<String> references) {
    if (translations.isEmpty() || translations.size() != references.size()) {
      throw new IllegalArgumentException(
          "a reference for each of one or more translations is needed, got "
              + translations.size()
              + " translations and "
              + references.size()
              + " references");
    }
  }

  private static Bleu of(long[] right, long[] all, long words, long referenceWords) {
    double penalty =
        words >= referenceWords
            ? 1
            : words == 0 ? 0 : Math.exp(1 - referenceWords / (double) words);
    var precisions = new ArrayList<Double>();
    double logs = 0;
    double smoothing = 1;
    boolean any = right[0] > 0;
    for (int n = 0; n < ORDER; n++) {
      if (all[n] == 0 || !any) {
        precisions.add(0.0);
        logs = Double.NEGATIVE_INFINITY;
        continue;
      }
      if (right[n] == 0) {
        smoothing *= 2;
        precisions.add(100 / (smoothing * all[n]));
      } else {
        precisions.add(100.0 * right[n] / all[n]);
      }
      logs += Math.log(precisions.get(n));
    }
    return new Bleu(penalty * Math.exp(logs / ORDER), precisions, penalty, words, referenceWords);
  }

  /** The words of mteval-v13a. */
  static List<String> words(String text) {
    String line =
        text.replace("<skipped>", "")
            .replace("-\n", "")
            .replace("\n", " ")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
    line = MARKS.matcher(" " + line + " ").replaceAll(" $1 ");
    line = BEFORE_POINT.matcher(line).replaceAll("$1 $2 ");
    line = AFTER_POINT.matcher(line).replaceAll(" $1 $2");
    line = DASH.matcher(line).replaceAll("$1 $2 ");
    return SPACE.splitAsStream(line).filter(word -> !word.isEmpty()).toList();
  }

  private static Map<List<String>, Integer> runs(List<String> words, int n) {
    var runs = new HashMap<List<String>, Integer>();
    for (int i = 0; i + n <= words.size(); i++) {
      runs.merge(words.subList(i, i + n), 1, Integer::sum);
    }
    return runs;
  }

  /** The figures as sacreBLEU writes them. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "BLEU = %s %s (BP = %s ratio = %s hyp_len = %d ref_len = %d)",
        rounded(score, 2),
        precisions.stream().map(p -> rounded(p, 1)).collect(Collectors.joining("/")),
        rounded(brevityPenalty, 3),
        rounded(words / (double) referenceWords, 3),
        words,
        referenceWords);
  }

  /** Halves to the even digit, as Python does. */
  private static String rounded(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
