package lungo.speech;

import lungo.text.NGram;

/** How likely a token is after others, whatever was heard: a language model for decoding. */
@FunctionalInterface
public interface Prior {

  /**
   * How likely a token is.
   *
   * @param before the tokens before it, from the text's beginning
   * @param token the token
   * @return the logarithm of its probability
   */
  double logProbability(int[] before, int token);

  /**
   * That of an n-gram model.
   *
   * @param model counted over texts with a token between them
   * @param start the token that stood between them, before each text
   * @return the prior
   */
  static Prior of(NGram model, int start) {
    return (before, token) -> {
      int[] text = new int[before.length + 2];
      text[0] = start;
      System.arraycopy(before, 0, text, 1, before.length);
      text[before.length + 1] = token;
      return Math.log(model.probability(text, before.length + 1));
    };
  }
}
