package lungo.speech;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text out of what a network gives at each time: an alignment names a token or the blank at
 * each time, and spells what is left once repeats are joined and then blanks left out (Graves et
 * al. 2006, https://www.cs.toronto.edu/~graves/icml_2006.pdf). Immutable.
 *
 * <pre>{@code
 * CtcDecoder.greedy(letters).decode(logits);            // the likeliest alignment's text
 * CtcDecoder.beams(letters, 16).decode(logits);         // the text whose alignments sum up to most
 * CtcDecoder.beams(letters, 16).prior(model, 0.5, 1);   // and a language model beside
 * }</pre>
 *
 * <p>The blank is the number after the tokenizer's last token.
 */
public final class CtcDecoder {

  /**
   * A text, and how likely it is.
   *
   * @param text what is spelled
   * @param logProbability logarithm of the sum over the alignments that were kept; that of one
   *     alignment when decoding is greedy
   * @param score what texts were chosen by: with a prior {@code logProbability + weight · log prior
   *     + bonus · tokens}, the prior being that of the whole text with its end
   */
  public record Hypothesis(String text, double logProbability, double score) {}

  private final Tokenizer tokenizer;
  private final int beams;
  private final @Nullable Prior prior;
  private final double weight;
  private final double bonus;

  private CtcDecoder(
      Tokenizer tokenizer, int beams, @Nullable Prior prior, double weight, double bonus) {
    this.tokenizer = tokenizer;
    this.beams = beams;
    this.prior = prior;
    this.weight = weight;
    this.bonus = bonus;
  }

  /**
   * Takes the likeliest token at each time.
   *
   * @param tokenizer what tokens stand for
   * @return the decoder
   */
  public static CtcDecoder greedy(Tokenizer tokenizer) {
    return new CtcDecoder(tokenizer, 0, null, 0, 0);
  }

  /**
   * Prefix beam search: sums up the alignments of each beginning of a text, and keeps the best
   * beginnings at each time. Hannun et al. 2014, https://arxiv.org/abs/1408.2873
   *
   * @param tokenizer what tokens stand for
   * @param count how many beginnings are kept, 1 or more
   * @return the decoder
   */
  public static CtcDecoder beams(Tokenizer tokenizer, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("beams must be 1 or more, got " + count);
    }
    return new CtcDecoder(tokenizer, count, null, 0, 0);
  }

  /**
   * With a language model, for beam search.
   *
   * @param model asked for each token that is written
   * @param share how much the logarithm of its probability counts, 0 or more
   * @param perToken added for each token, against the model's liking for short texts
   * @return a new decoder
   * @throws IllegalStateException if this one is greedy
   */
  public CtcDecoder prior(Prior model, double share, double perToken) {
    if (beams == 0) {
      throw new IllegalStateException("a prior needs beams; CtcDecoder.beams(tokenizer, 16) has");
    }
    if (!(share >= 0)) {
      throw new IllegalArgumentException("the prior's share must be 0 or more, got " + share);
    }
    return new CtcDecoder(tokenizer, beams, model, share, perToken);
  }

  /**
   * The number that stands for nothing.
   *
   * @return the tokenizer's size
   */
  public int blank() {
    return tokenizer.size();
  }

  /**
   * The best text.
   *
   * @param logits (T, tokens and blank); a constant added to all of a time changes nothing
   * @return what was found
   * @throws IllegalArgumentException if there are not as many numbers at each time
   */
  public String decode(float[][] logits) {
    return best(logits).get(0).text();
  }

  /**
   * The texts that were kept.
   *
   * @param logits (T, tokens and blank)
   * @return as many as there are beams at most, the best first; one when decoding is greedy
   * @throws IllegalArgumentException if there are not as many numbers at each time
   */
  public List<Hypothesis> best(float[][] logits) {
    double[][] log = Arrays.stream(logits).map(this::logSoftmax).toArray(double[][]::new);
    return beams == 0 ? List.of(likeliest(log)) : searched(log);
  }

  private double[] logSoftmax(float[] logits) {
    if (logits.length != blank() + 1) {
      throw new IllegalArgumentException(
          "a number for each of "
              + blank()
              + " tokens and the blank is needed at each time, got "
              + logits.length);
    }
    double sum = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      sum = added(sum, logit);
    }
    double[] log = new double[logits.length];
    for (int i = 0; i < log.length; i++) {
      log[i] = logits[i] - sum;
    }
    return log;
  }

  /** log(exp(a) + exp(b)). */
  private static double added(double a, double b) {
    double more = Math.max(a, b);
    return more == Double.NEGATIVE_INFINITY
        ? more
        : more + Math.log1p(Math.exp(Math.min(a, b) - more));
  }

  private Hypothesis likeliest(double[][] log) {
    var tokens = new ArrayList<Integer>();
    double sum = 0;
    int last = blank();
    for (double[] at : log) {
      int best = 0;
      for (int i = 1; i < at.length; i++) {
        best = at[i] > at[best] ? i : best;
      }
      sum += at[best];
      if (best != last && best != blank()) {
        tokens.add(best);
      }
      last = best;
    }
    return new Hypothesis(text(tokens), sum, sum);
  }

  private String text(List<Integer> tokens) {
    return tokenizer.decode(ints(tokens));
  }

  /** A text's beginning: the sums of its alignments that end in a blank and that do not. */
  private static final class Prefix {
    final List<Integer> tokens;
    final double favour;
    double blank = Double.NEGATIVE_INFINITY;
    double token = Double.NEGATIVE_INFINITY;

    /**
     * @param favour what the prior and the bonus add
     */
    Prefix(List<Integer> tokens, double favour) {
      this.tokens = tokens;
      this.favour = favour;
    }

    double sum() {
      return added(blank, token);
    }

    double score() {
      return sum() + favour;
    }
  }

  private List<Hypothesis> searched(double[][] log) {
    var first = new Prefix(List.of(), 0);
    first.blank = 0;
    List<Prefix> kept = List.of(first);
    for (double[] at : log) {
      Map<List<Integer>, Prefix> next = new LinkedHashMap<>();
      for (Prefix prefix : kept) {
        goOn(prefix, at, next);
      }
      kept =
          next.values().stream()
              .sorted(Comparator.comparingDouble(Prefix::score).reversed())
              .limit(beams)
              .toList();
    }
    return kept.stream()
        .map(p -> new Hypothesis(text(p.tokens), p.sum(), p.score() + ending(p.tokens)))
        .sorted(Comparator.comparingDouble(Hypothesis::score).reversed())
        .toList();
  }

  private void goOn(Prefix prefix, double[] at, Map<List<Integer>, Prefix> next) {
    Prefix same = next.computeIfAbsent(prefix.tokens, tokens -> new Prefix(tokens, prefix.favour));
    int last = prefix.tokens.isEmpty() ? blank() : prefix.tokens.get(prefix.tokens.size() - 1);
    same.blank = added(same.blank, prefix.sum() + at[blank()]);
    for (int token = 0; token < blank(); token++) {
      // A token after itself is the same one still sounding, unless there was a blank between.
      double before = prefix.sum();
      if (token == last) {
        same.token = added(same.token, prefix.token + at[token]);
        before = prefix.blank;
      }
      Prefix longer = longer(prefix, token, next);
      longer.token = added(longer.token, before + at[token]);
    }
  }

  private Prefix longer(Prefix prefix, int token, Map<List<Integer>, Prefix> next) {
    var tokens = new ArrayList<>(prefix.tokens);
    tokens.add(token);
    return next.computeIfAbsent(
        tokens, key -> new Prefix(key, prefix.favour + favour(prefix.tokens, token)));
  }

  private double favour(List<Integer> before, int token) {
    return prior == null ? 0 : weight * prior.logProbability(ints(before), token) + bonus;
  }

  private double ending(List<Integer> tokens) {
    return prior == null ? 0 : weight * prior.logEnd(ints(tokens));
  }

  private static int[] ints(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }
}
