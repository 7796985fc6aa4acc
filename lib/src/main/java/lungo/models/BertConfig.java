package lungo.models;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sizes of a {@link Bert}.
 *
 * <pre>{@code
 * var model = Bert.maskedLanguageModel(BertConfig.tiny(tokenizer.size()));
 * var base = Bert.sequenceClassifier(BertConfig.base(), 2);     // 12 layers of 768
 * var own = new BertConfig(tokenizer.size(), 64, 2, 128, 512, 3, 4, 0.1);
 * }</pre>
 *
 * @param vocabulary how many tokens there are
 * @param context how many positions a text has at most
 * @param types how many kinds of tokens: 2 for a first and a second sentence
 * @param width of the vector at each position, a multiple of the heads
 * @param inner width of the network at each position
 * @param layers how many
 * @param heads how many in each layer
 * @param dropout the share of values left out in training, in [0, 1)
 */
public record BertConfig(
    int vocabulary,
    int context,
    int types,
    int width,
    int inner,
    int layers,
    int heads,
    double dropout) {

  /**
   * Checks the sizes.
   *
   * @param vocabulary how many tokens there are
   * @param context how many positions a text has at most
   * @param types how many kinds of tokens
   * @param width of the vector at each position, a multiple of the heads
   * @param inner width of the network at each position
   * @param layers how many
   * @param heads how many in each layer
   * @param dropout the share of values left out in training, in [0, 1)
   * @throws IllegalArgumentException with the value that is wrong
   */
  public BertConfig {
    Sizes.positive("vocabulary", vocabulary);
    Sizes.positive("context", context);
    Sizes.positive("types", types);
    Sizes.positive("inner", inner);
    Sizes.positive("layers", layers);
    Sizes.multiple("width", width, "heads", heads);
    Sizes.share("dropout", dropout);
  }

  /**
   * BERT base, 110 million parameters. Devlin et al. 2018, https://arxiv.org/abs/1810.04805
   *
   * @return 12 layers of 768, 30,522 tokens ({@code bert-base-uncased})
   */
  public static BertConfig base() {
    return new BertConfig(30_522, 512, 2, 768, 3072, 12, 12, 0.1);
  }

  /**
   * BERT large, 340 million parameters.
   *
   * @return 24 layers of 1024, 30,522 tokens ({@code bert-large-uncased})
   */
  public static BertConfig large() {
    return new BertConfig(30_522, 512, 2, 1024, 4096, 24, 16, 0.1);
  }

  /**
   * A small one that a notebook trains on a CPU.
   *
   * @param vocabulary how many tokens there are
   * @return 4 layers of 128 with 4 heads and 128 positions
   */
  public static BertConfig tiny(int vocabulary) {
    return new BertConfig(vocabulary, 128, 2, 128, 512, 4, 4, 0.1);
  }

  /** Its sizes by name, from which {@link #of(Settings)} makes it again. */
  Map<String, String> describe() {
    var all = new LinkedHashMap<String, String>();
    all.put("vocabulary", String.valueOf(vocabulary));
    all.put("context", String.valueOf(context));
    all.put("types", String.valueOf(types));
    all.put("width", String.valueOf(width));
    all.put("inner", String.valueOf(inner));
    all.put("layers", String.valueOf(layers));
    all.put("heads", String.valueOf(heads));
    all.put("dropout", String.valueOf(dropout));
    return all;
  }

  static BertConfig of(Settings settings) {
    return new BertConfig(
        settings.number("vocabulary"),
        settings.number("context"),
        settings.number("types"),
        settings.number("width"),
        settings.number("inner"),
        settings.number("layers"),
        settings.number("heads"),
        settings.real("dropout"));
  }
}
