package lungo.text;

import java.util.HashMap;
import java.util.Map;
import lungo.metrics.Perplexity;

/**
 * A model that foretells a token from the few before it by counting, with interpolated Kneser-Ney
 * smoothing: what a neural network has to be better than. Kneser and Ney 1995; Chen and Goodman
 * 1999, https://doi.org/10.1006/csla.1999.0128
 *
 * <p>With order n, {@code p(w | h) = max(c(hw) - D, 0) / c(h) + D · kinds(h) / c(h) · p(w | h')}, h
 * being the n - 1 tokens before, h' one fewer, c a count, and for shorter histories the number of
 * different tokens that were seen before; kinds(h) is how many different tokens follow h, and D is
 * {@code n1 / (n1 + 2 n2)} from the numbers of sequences seen once and twice.
 *
 * <pre>{@code
 * var counting = NGram.of(data.trainTokens(), tokenizer.size(), 5);
 * counting.perplexity(data.validTokens());
 * counting.probability(tokenizer.encode("Call me"), 1);
 * }</pre>
 */
public final class NGram {

  /** What follows a history: counts by token, their sum. */
  private static final class Followers {
    final Map<Integer, Integer> counts = new HashMap<>(4);
    int sum;

    void add(int token) {
      counts.merge(token, 1, Integer::sum);
      sum++;
    }
  }

  private final int order;
  private final int vocabulary;
  private final Map<History, Followers>[] byLength;
  private final double[] discounts;

  /** The tokens before a place, the nearest last. */
  private static final class History {

    private final int hash;
    private final int[] tokens;
    private final int from;
    private final int length;

    private History(int hash, int[] tokens, int from, int length) {
      this.hash = hash;
      this.tokens = tokens;
      this.from = from;
      this.length = length;
    }

    static History of(int[] tokens, int end, int length) {
      int hash = length;
      for (int i = end - length; i < end; i++) {
        hash = 31 * hash + tokens[i] * 0x9E3779B1;
      }
      return new History(hash ^ (hash >>> 15), tokens, end - length, length);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      if (!(other instanceof History that) || that.hash != hash || that.length != length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (tokens[from + i] != that.tokens[that.from + i]) {
          return false;
        }
      }
      return true;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
  private NGram(int order, int vocabulary) {
    this.order = order;
    this.vocabulary = vocabulary;
    this.byLength = new Map[order];
    this.discounts = new double[order];
    for (int i = 0; i < order; i++) {
      byLength[i] = new HashMap<>();
    }
  }

  /**
   * Counts a text.
   *
   * @param tokens the text
   * @param vocabulary how many tokens there are
   * @param order how many tokens a sequence has, 1 or more: 5 for a 5-gram model
   * @return the model
   */
  public static NGram of(int[] tokens, int vocabulary, int order) {
    if (order < 1 || tokens.length < order) {
      throw new IllegalArgumentException(
          "an n-gram model needs an order of 1 or more and a text of that length, got order "
              + order
              + " and "
              + tokens.length
              + " tokens");
    }
    var model = new NGram(order, vocabulary);
    int[] kept = tokens.clone();
    for (int at = 0; at < kept.length; at++) {
      model.count(kept, at);
    }
    for (int length = 0; length < order; length++) {
      model.discounts[length] = discount(model.byLength[length]);
    }
    return model;
  }

  /** A shorter history counts a token once for each different token before it. */
  private void count(int[] tokens, int at) {
    for (int length = Math.min(order - 1, at); length >= 0; length--) {
      Followers followers =
          byLength[length].computeIfAbsent(History.of(tokens, at, length), h -> new Followers());
      boolean isNew = !followers.counts.containsKey(tokens[at]);
      followers.add(tokens[at]);
      if (!isNew) {
        return;
      }
    }
  }

  private static double discount(Map<History, Followers> all) {
    long once = 0;
    long twice = 0;
    for (Followers followers : all.values()) {
      for (int count : followers.counts.values()) {
        once += count == 1 ? 1 : 0;
        twice += count == 2 ? 1 : 0;
      }
    }
    return once == 0 ? 0.5 : once / (once + 2.0 * twice);
  }

  /**
   * How likely a token is.
   *
   * @param tokens a text
   * @param at the token's place in it; those before it are its history
   * @return in (0, 1]; over all tokens the sum is 1
   */
  public double probability(int[] tokens, int at) {
    double p = 1.0 / vocabulary;
    for (int length = 0; length <= Math.min(order - 1, at); length++) {
      Followers followers = byLength[length].get(History.of(tokens, at, length));
      if (followers == null) {
        return p;
      }
      double discount = discounts[length];
      int count = followers.counts.getOrDefault(tokens[at], 0);
      p =
          Math.max(count - discount, 0) / followers.sum
              + discount * followers.counts.size() / followers.sum * p;
    }
    return p;
  }

  /**
   * Judges it on another text.
   *
   * @param tokens the text; all but the first are foretold
   * @return the mean loss, and the perplexity
   */
  public Perplexity perplexity(int[] tokens) {
    double loss = 0;
    for (int at = 1; at < tokens.length; at++) {
      loss -= Math.log(probability(tokens, at));
    }
    return new Perplexity(loss / (tokens.length - 1), tokens.length - 1L);
  }

  @Override
  public String toString() {
    return order + "-gram model of " + vocabulary + " tokens";
  }
}
