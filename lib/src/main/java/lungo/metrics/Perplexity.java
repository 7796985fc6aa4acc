package lungo.metrics;

import java.util.Locale;

/**
 * How well a model foresees the tokens of a text.
 *
 * <pre>{@code
 * Perplexity perplexity = learner.perplexity(valid);
 * double value = perplexity.value();              // as unsure as among so many tokens
 * }</pre>
 *
 * @param loss the mean of -log p over the tokens, in nats, p being the probability that the model
 *     gave to the token that came
 * @param tokens how many there were
 */
public record Perplexity(double loss, long tokens) {

  /**
   * Checks that there is something to report.
   *
   * @param loss the mean of -log p over the tokens, in nats
   * @param tokens how many there were
   * @throws IllegalArgumentException if there were none
   */
  public Perplexity {
    if (tokens < 1) {
      throw new IllegalArgumentException("a perplexity needs one token or more, got " + tokens);
    }
  }

  /**
   * {@code exp(loss)}: among how many equally likely tokens the model might as well have chosen.
   *
   * @return 1 for a model that knows the text
   */
  public double value() {
    return Math.exp(loss);
  }

  /**
   * Of these tokens and those of another part.
   *
   * @param other of the same tokenizer
   * @return the mean over all tokens
   */
  public Perplexity merge(Perplexity other) {
    long all = tokens + other.tokens;
    return new Perplexity((loss * tokens + other.loss * other.tokens) / all, all);
  }

  /**
   * The loss of the whole text by another length of it, so that models with different tokens can be
   * compared.
   *
   * @param characters how many characters the tokens stand for
   * @return bits for each
   */
  public double bitsPer(long characters) {
    return loss * tokens / Math.log(2) / characters;
  }

  /** The figures as text. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "loss %.4f nats a token, perplexity %.2f over %,d tokens",
        loss,
        value(),
        tokens);
  }
}
