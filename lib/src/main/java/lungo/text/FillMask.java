package lungo.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.models.Bert;

/**
 * Fills in what is masked in a text, each mask by itself.
 *
 * <pre>{@code
 * FillMask.of(model, tokenizer).fill("The white [MASK] swims.", 3);   // whale 0.71, shark 0.04
 * }</pre>
 */
public final class FillMask {

  private static final String MASK = "[MASK]";

  private final Bert model;
  private final WordPieceTokenizer tokenizer;

  private FillMask(Bert model, WordPieceTokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * What a model takes a mask for.
   *
   * @param token as the vocabulary writes it
   * @param probability in [0, 1]
   */
  public record Guess(String token, double probability) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %.3f", token, probability);
    }
  }

  /**
   * The guesses for one mask.
   *
   * @param guesses the likeliest first
   */
  public record Filled(List<Guess> guesses) {

    /**
     * Copies the list.
     *
     * @param guesses the likeliest first
     */
    public Filled {
      guesses = List.copyOf(guesses);
    }

    @Override
    public String toString() {
      return guesses.stream().map(Guess::toString).collect(Collectors.joining(", "));
    }
  }

  /**
   * Fills in with a model.
   *
   * @param model a {@link Bert#maskedLanguageModel} or {@link Bert#pretraining} with its weights
   * @param tokenizer cuts texts as those were that it learned from
   * @return what fills in
   * @throws IllegalArgumentException if the model has not one output a token of the vocabulary
   */
  public static FillMask of(Bert model, WordPieceTokenizer tokenizer) {
    if (!model.isMasked() || model.config().vocabulary() != tokenizer.size()) {
      throw new IllegalArgumentException(
          "a BERT for masked tokens of a vocabulary of "
              + tokenizer.size()
              + " is needed, got "
              + model);
    }
    return new FillMask(model, tokenizer);
  }

  /**
   * Fills in.
   *
   * @param text with {@code [MASK]} once or more
   * @param count how many guesses for each, 1 or more
   * @return for each mask, in their order
   * @throws IllegalArgumentException if nothing is masked
   */
  public List<Filled> fill(String text, int count) {
    int[] ids = tokenizer.encodeMarked(text);
    int mask = tokenizer.id(MASK).orElse(-1);
    int[] places = IntStream.range(0, ids.length).filter(i -> ids[i] == mask).toArray();
    if (places.length == 0) {
      throw new IllegalArgumentException("nothing is masked in '" + text + "'; write [MASK]");
    }
    if (count < 1) {
      throw new IllegalArgumentException("count must be 1 or more, got " + count);
    }
    float[][] logits = model.logits(ids); // (T, vocabulary)
    var filled = new ArrayList<Filled>();
    for (int place : places) {
      filled.add(filled(logits[place], count));
    }
    return filled;
  }

  private Filled filled(float[] logits, int count) {
    double largest = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElse(0);
    double sum =
        IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - largest)).sum();
    return new Filled(
        IntStream.range(0, logits.length)
            .boxed()
            .sorted((a, b) -> Float.compare(logits[b], logits[a]))
            .limit(count)
            .map(i -> new Guess(tokenizer.token(i), Math.exp(logits[i] - largest) / sum))
            .toList());
  }
}
