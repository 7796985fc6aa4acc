package lungo.speech;

import lungo.text.NGram;

/**
 * How likely a token is after others, whatever was heard: a language model for decoding.
 *
 * <pre>{@code
 * var counted = NGram.of(letters.encode("\n" + speech.texts() + "\n"), letters.size(), 5);
 * var prior = Prior.of(counted, letters.encode("\n")[0]);
 * var decoder = CtcDecoder.beams(letters, 8).prior(prior, 0.5, 1);
 * }</pre>
 */
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
   * How likely a text is to end.
   *
   * @param text all of its tokens
   * @return the logarithm of the probability that nothing comes after them; 0 where nothing else is
   *     said
   */
  default double logEnd(int[] text) {
    return 0;
  }

  /**
   * That of an n-gram model.
   *
   * @param model counted over texts with a token between them
   * @param between that token, which begins and ends each text
   * @return the prior
   */
  static Prior of(NGram model, int between) {
    return new Prior() {
      @Override
      public double logProbability(int[] before, int token) {
        int[] text = new int[before.length + 2];
        text[0] = between;
        System.arraycopy(before, 0, text, 1, before.length);
        text[before.length + 1] = token;
        return Math.log(model.probability(text, before.length + 1));
      }

      @Override
      public double logEnd(int[] text) {
        return logProbability(text, between);
      }
    };
  }
}
