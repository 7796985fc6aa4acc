package lungo.text;

import java.util.ArrayList;
import java.util.List;
import lungo.models.BertModel;

/**
 * Turns texts into vectors, so that texts of a like meaning lie close together: the mean of the
 * last layer's vectors, of length 1. Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084
 *
 * <pre>{@code
 * var embedder = TextEmbedder.of(BertModel.load(folder, manager), tokenizer);
 * double alike = TextEmbedder.cosine(embedder.embed("a cat"), embedder.embed("a kitten"));
 * }</pre>
 */
public final class TextEmbedder {

  /** How many texts go through the model together. */
  private static final int BATCH = 32;

  private final BertModel model;
  private final WordPieceTokenizer tokenizer;

  private TextEmbedder(BertModel model, WordPieceTokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * Embeds with a model.
   *
   * @param model with its weights
   * @param tokenizer cuts texts as those were that it learned from
   * @return what embeds
   * @throws IllegalArgumentException if the model has fewer tokens than the tokenizer
   */
  public static TextEmbedder of(BertModel model, WordPieceTokenizer tokenizer) {
    if (model.config().vocabulary() < tokenizer.size()) {
      throw new IllegalArgumentException(
          String.format(
              "the tokenizer has %d tokens, the model %d: they do not belong together",
              tokenizer.size(), model.config().vocabulary()));
    }
    return new TextEmbedder(model, tokenizer);
  }

  /**
   * One text's vector.
   *
   * @param text any text; what is longer than the model has positions is cut off
   * @return (width), of length 1
   */
  public float[] embed(String text) {
    return embed(List.of(text))[0];
  }

  /**
   * The vectors of texts.
   *
   * @param texts one or more; what is longer than the model has positions is cut off
   * @return (texts, width), each of length 1
   */
  public float[][] embed(List<String> texts) {
    List<int[]> rows =
        texts.stream().map(t -> tokenizer.encodeMarked(t, model.config().context())).toList();
    var vectors = new ArrayList<float[]>();
    for (int from = 0; from < rows.size(); from += BATCH) {
      vectors.addAll(List.of(model.embed(rows.subList(from, Math.min(from + BATCH, rows.size())))));
    }
    return vectors.toArray(float[][]::new);
  }

  /**
   * How alike two vectors are.
   *
   * @param a a vector of length 1
   * @param b another one
   * @return in [-1, 1]
   */
  public static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
