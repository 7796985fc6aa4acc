package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.function.BiFunction;
import java.util.function.Function;
import lungo.torch.GradMode;

/**
 * Texts that a {@link LanguageModel} or a {@link Transformer} reads token by token. Attention's
 * keys and values of what was read are kept, so that a token costs the work of one position.
 *
 * <pre>{@code
 * try (var text = model.decoding(1)) {
 *   float[] logits = text.next(new int[] {5, 8, 13});   // of the token after the third
 *   logits = text.next(new int[] {21});                 // of the one after that
 * }
 * }</pre>
 */
public final class Decoding implements AutoCloseable {

  private final int texts;
  private final int vocabulary;
  private final BiFunction<Pass, NDArray, NDArray> logits;
  private final NDManager manager;
  private final ParameterStore store;
  private final KeyValueCache memory;

  /**
   * Begins texts.
   *
   * @param model whose weights are used, on their device
   * @param context how many positions a text has at most
   * @param begin computes what all texts need once, on the manager that it is given, and returns
   *     what computes (N, 1, vocabulary) logits from (N, T) tokens
   */
  @SuppressWarnings("try")
  Decoding(
      NamedBlock model,
      int texts,
      int vocabulary,
      int context,
      Function<Pass, BiFunction<Pass, NDArray, NDArray>> begin) {
    if (!model.isInitialized()) {
      throw new IllegalStateException(
          "the model has no weights yet; initialise it, train it or load some");
    }
    Sizes.positive("texts", texts);
    this.texts = texts;
    this.vocabulary = vocabulary;
    NDArray weight = model.getParameters().get(0).getValue().getArray();
    manager = weight.getManager().newSubManager();
    store = new ParameterStore(manager, false);
    memory = new KeyValueCache(manager, texts, context);
    try (var off = GradMode.off()) {
      logits = begin.apply(Pass.of(store, manager.getDevice(), false));
    }
  }

  /**
   * How many tokens each text has.
   *
   * @return at most the model's context
   */
  public int length() {
    return memory.length();
  }

  /**
   * Reads on in a single text.
   *
   * @param tokens the next ones, at least one, each in [0, vocabulary)
   * @return the logits (vocabulary) of the token that follows
   * @throws IllegalArgumentException if a token is out of range or the context is full
   */
  public float[] next(int[] tokens) {
    return next(new int[][] {tokens})[0];
  }

  /**
   * Reads on in all texts.
   *
   * @param tokens as many for each text, at least one
   * @return the logits (vocabulary) of the token that follows, of each text
   * @throws IllegalArgumentException if a token is out of range or the context is full
   */
  @SuppressWarnings("try")
  public float[][] next(int[][] tokens) {
    int count = tokens[0].length;
    if (tokens.length != texts || count == 0) {
      throw new IllegalArgumentException(
          "expected one token or more for each of "
              + texts
              + " texts, got "
              + tokens.length
              + " texts, the first of "
              + count);
    }
    long[] ids = new long[texts * count];
    for (int row = 0; row < texts; row++) {
      if (tokens[row].length != count) {
        throw new IllegalArgumentException(
            "texts must grow alike, got " + count + " and " + tokens[row].length + " tokens");
      }
      for (int i = 0; i < count; i++) {
        ids[row * count + i] = checked(tokens[row][i]);
      }
    }
    try (var off = GradMode.off();
        var made = new NDScope();
        NDManager step = manager.newSubManager()) {
      NDArray input = step.create(ids, new Shape(texts, count));
      return rows(logits.apply(Pass.of(store, step.getDevice(), memory), input).toFloatArray());
    }
  }

  private int checked(int token) {
    if (token < 0 || token >= vocabulary) {
      throw new IllegalArgumentException(
          "token " + token + " is out of range: tokens must be in [0, " + vocabulary + ")");
    }
    return token;
  }

  private float[][] rows(float[] all) {
    float[][] rows = new float[texts][vocabulary];
    for (int row = 0; row < texts; row++) {
      System.arraycopy(all, row * vocabulary, rows[row], 0, vocabulary);
    }
    return rows;
  }

  /**
   * Lets each text go on from one of the texts as it is, as beam search does.
   *
   * @param from for each text the number of the one that it takes over
   */
  @SuppressWarnings("try")
  public void reorder(int[] from) {
    try (var off = GradMode.off()) {
      memory.reorder(from);
    }
  }

  /** Forgets all tokens, so that texts begin anew. */
  public void clear() {
    memory.clear();
  }

  @Override
  public void close() {
    manager.close();
  }
}
