package lungo.text;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import lungo.data.ClassBatches;
import lungo.data.Part;

/**
 * Texts with their classes, ready for training. Made by {@link LabeledTexts#batch}.
 *
 * <pre>{@code
 * var data = reviews.batch(tokenizer, 128, 32);
 * var model = Bert.sequenceClassifier(BertConfig.tiny(tokenizer.size()), data.classes().size());
 * var learner = Learner.classifier(data, model).optimizer(AdamW.of(1e-3));
 * }</pre>
 */
public final class LabeledTextBatches extends ClassBatches<LabeledTextLoader> {

  private final WordPieceTokenizer tokenizer;
  private final int length;

  LabeledTextBatches(
      String name,
      List<String> classes,
      Map<Part, LabeledTextLoader> loaders,
      WordPieceTokenizer tokenizer,
      int length) {
    super(name, classes, loaders, "texts");
    this.tokenizer = tokenizer;
    this.length = length;
  }

  /**
   * What cuts the texts.
   *
   * @return the tokenizer
   */
  public WordPieceTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * The most tokens of a text.
   *
   * @return (T)
   */
  public Shape shape() {
    return new Shape(length);
  }
}
