package lungo.explain;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lungo.training.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * How much each token of a text speaks for a class, by one method. Shows itself in a notebook as
 * coloured text: blue speaks for the class, orange against it.
 *
 * <pre>{@code
 * var explanation = explain(bert, tokenizer, classes).integratedGradients().of("le chat");
 * for (var token : explanation.tokens()) {
 *   System.out.println(token.text() + " " + token.score());
 * }
 * }</pre>
 *
 * @param method the method with its settings
 * @param prediction what the model says of the text; of a language model the five likeliest tokens
 * @param target the class that is asked about
 * @param tokens the text's, in their order
 * @param completeness whether the scores add up, null for methods that promise nothing of the kind
 */
public record TokenExplanation(
    String method,
    Prediction prediction,
    String target,
    List<Token> tokens,
    @Nullable Completeness completeness) {

  /**
   * Copies the list.
   *
   * @param method the method with its settings
   * @param prediction what the model says of the text
   * @param target the class that is asked about
   * @param tokens the text's, in their order, at least one
   * @param completeness whether the scores add up, or null
   * @throws IllegalArgumentException if there is no token
   */
  public TokenExplanation {
    tokens = List.copyOf(tokens);
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("an explanation needs 1 token or more, got none");
    }
  }

  /**
   * A token and how much it speaks for the class.
   *
   * @param text the token as it is read
   * @param score above 0 where it speaks for the class, below where it speaks against it
   */
  public record Token(String text, float score) {}

  /**
   * The scores.
   *
   * @return one a token
   */
  public float[] values() {
    float[] values = new float[tokens.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tokens.get(i).score();
    }
    return values;
  }

  /** Method, class, and the tokens with their scores. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s for %s (predicted: %s)", method, target, prediction)
        + "\n"
        + tokens.stream()
            .map(t -> String.format(Locale.ROOT, "%s %+.3f", t.text(), t.score()))
            .collect(Collectors.joining("  "))
        + (completeness == null ? "" : "\n" + completeness);
  }
}
