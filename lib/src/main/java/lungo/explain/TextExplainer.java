package lungo.explain;

import ai.djl.nn.Block;
import java.util.List;
import lungo.text.Tokenizer;

/**
 * Chooses how a model of texts is explained; {@link Explain} makes one.
 *
 * <pre>{@code
 * var explainer = explain(bert, tokenizer, List.of("English", "French"));
 * explainer.integratedGradients().about("French").of("le chat");
 * explainer.rollout().of("le chat");
 * }</pre>
 */
public final class TextExplainer {

  private static final int STEPS = 50;

  private final Block model;
  private final String embedding;
  private final Tokenizer tokenizer;
  private final List<String> classes;

  /**
   * @param embedding the path of the layer that turns tokens into vectors
   * @param classes none where they are the tokens
   */
  TextExplainer(Block model, String embedding, Tokenizer tokenizer, List<String> classes) {
    this.model = model;
    this.embedding = embedding;
    this.tokenizer = tokenizer;
    this.classes = List.copyOf(classes);
  }

  /**
   * {@link #integratedGradients(int)} at 50 points.
   *
   * @return the method
   */
  public TokenMethod integratedGradients() {
    return integratedGradients(STEPS);
  }

  /**
   * Integrated gradients on the tokens' vectors, added up a token. The baseline is the vector of
   * {@code [PAD]} in place of each token but those that mark beginning and end, or zeros where the
   * tokenizer has none. Sundararajan et al. 2017, https://arxiv.org/abs/1703.01365
   *
   * @param steps at how many points the derivative is computed, in [1, 10000]
   * @return the method
   */
  public TokenMethod integratedGradients(int steps) {
    return method(new IntegratedGradients(steps));
  }

  /**
   * The length of the derivative of the class's score with respect to each token's vector.
   *
   * @return the method
   */
  public TokenMethod saliency() {
    return method(new Saliency(0, 0));
  }

  /**
   * Which tokens arrive, through all layers of attention, at the position that the model speaks
   * from: the first of {@link lungo.models.Bert}, the last of a language model. Abnar and Zuidema
   * 2020, https://arxiv.org/abs/2005.00928
   *
   * @return the method
   */
  public TokenMethod rollout() {
    return method(new Rollout());
  }

  private TokenMethod method(Algorithm algorithm) {
    return new TokenMethod(model, embedding, tokenizer, classes, algorithm, null);
  }
}
