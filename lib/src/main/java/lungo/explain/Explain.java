package lungo.explain;

import java.util.List;
import lungo.models.Bert;
import lungo.models.Gpt;
import lungo.models.LanguageModel;
import lungo.text.Tokenizer;
import lungo.training.Learner;

/**
 * Where explanations begin, made to be imported statically.
 *
 * <pre>{@code
 * explain(learner).gradCam("conv2").of(picture);
 * explain(learner).integratedGradients().about("Bag").of(picture);
 * explain(bert, tokenizer, List.of("English", "French")).integratedGradients().of("le chat");
 * }</pre>
 */
public final class Explain {

  private Explain() {}

  /**
   * Explains a classifier of pictures or of arrays, or which columns a learner of a table needs.
   *
   * @param learner a trained one; explanations change nothing of it
   * @return what chooses a method
   */
  public static Explainer explain(Learner learner) {
    return new Explainer(learner, Baseline.MEAN);
  }

  /**
   * Explains a classifier of texts.
   *
   * @param model a {@link Bert#sequenceClassifier} with its weights
   * @param tokenizer cuts texts as those were that it learned from; one of word pieces marks their
   *     beginning and end
   * @param classes their names, by the number of the logit
   * @return what chooses a method
   */
  public static TextExplainer explain(Bert model, Tokenizer tokenizer, List<String> classes) {
    return new TextExplainer(model, "bert.embeddings.word_embeddings", tokenizer, classes);
  }

  /**
   * Explains which token a language model expects next.
   *
   * @param model one with its weights
   * @param tokenizer cuts texts as those were that it learned from
   * @return what chooses a method; its classes are the tokens
   */
  public static TextExplainer explain(LanguageModel model, Tokenizer tokenizer) {
    String layer = model instanceof Gpt ? "transformer.wte" : "model.embed_tokens";
    return new TextExplainer(model, layer, tokenizer, List.of());
  }
}
