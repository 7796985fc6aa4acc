package lungo.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import lungo.models.LanguageModel;
import lungo.text.Tokenizer;
import lungo.text.WordPieceTokenizer;
import lungo.training.Lent;
import lungo.training.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * A way to explain a model of texts; {@link TextExplainer} makes them.
 *
 * <pre>{@code
 * TokenMethod method = explain(bert, tokenizer, classes).saliency();
 * TokenExplanation explanation = method.of("le chat");
 * }</pre>
 */
public final class TokenMethod {

  private static final Set<String> MARKS = Set.of("[CLS]", "[SEP]");
  private static final int SHOWN = 5;

  private final Block model;
  private final String embedding;
  private final Tokenizer tokenizer;
  private final List<String> classes;
  private final Algorithm algorithm;
  private final @Nullable String target;

  TokenMethod(
      Block model,
      String embedding,
      Tokenizer tokenizer,
      List<String> classes,
      Algorithm algorithm,
      @Nullable String target) {
    this.model = model;
    this.embedding = embedding;
    this.tokenizer = tokenizer;
    this.classes = classes;
    this.algorithm = algorithm;
    this.target = target;
  }

  /**
   * Chooses the class that is asked about.
   *
   * @param name a class, or of a language model a token as its vocabulary writes it; the likeliest
   *     where none is chosen
   * @return a new method
   * @throws IllegalArgumentException if there is no such class or token
   */
  public TokenMethod about(String name) {
    number(name);
    return new TokenMethod(model, embedding, tokenizer, classes, algorithm, name);
  }

  private int number(String name) {
    if (!classes.isEmpty()) {
      return ExplanationMethod.number(classes, name);
    }
    OptionalInt id = tokenizer.id(name);
    return id.orElseThrow(
        () -> new IllegalArgumentException("the vocabulary has no token '" + name + "'"));
  }

  /**
   * Explains what is said of a text.
   *
   * @param text one that gives 1 token or more
   * @return the explanation, which shows itself
   * @throws IllegalArgumentException if the text has no tokens
   */
  public TokenExplanation of(String text) {
    return of(
        tokenizer instanceof WordPieceTokenizer pieces
            ? pieces.encodeMarked(text)
            : tokenizer.encode(text));
  }

  /**
   * Explains what is said of tokens.
   *
   * @param ids numbers of tokens, at least one
   * @return the explanation, which shows itself
   * @throws IllegalArgumentException if there are none
   */
  public TokenExplanation of(int... ids) {
    if (ids.length == 0) {
      throw new IllegalArgumentException("an explanation needs 1 token or more, got none");
    }
    return Lent.lend(model, lent -> explanation(lent, ids));
  }

  private TokenExplanation explanation(Lent lent, int[] ids) {
    long[] tokens = Arrays.stream(ids).asLongStream().toArray();
    NDArray text = lent.manager().create(tokens, new Shape(1, tokens.length)); // (1, T)
    var probe = Probe.ofInput(lent);
    double[] probabilities = probe.probabilities(text);
    if (!classes.isEmpty() && classes.size() != probabilities.length) {
      throw new IllegalArgumentException(
          "the model tells " + probabilities.length + " classes apart, got the names " + classes);
    }
    Prediction prediction = prediction(probabilities);
    int likeliest =
        IntStream.range(0, probabilities.length)
            .reduce(0, (a, b) -> probabilities[b] > probabilities[a] ? b : a);
    int number = target == null ? likeliest : number(target);
    String name = target == null ? name(number) : target;
    Algorithm.Found found =
        algorithm instanceof Rollout
            ? rollout(lent, text)
            : byVectors(lent, probe, text, tokens, number);
    List<TokenExplanation.Token> scored = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      scored.add(new TokenExplanation.Token(written(ids[i]), found.values()[i]));
    }
    return new TokenExplanation(algorithm.name(), prediction, name, scored, found.completeness());
  }

  private Prediction prediction(double[] probabilities) {
    Map<String, Double> likeliest = new LinkedHashMap<>();
    IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(
            Collections.reverseOrder((a, b) -> Double.compare(probabilities[a], probabilities[b])))
        .limit(classes.isEmpty() ? SHOWN : classes.size())
        .forEach(i -> likeliest.put(name(i), probabilities[i]));
    return new Prediction(likeliest, null);
  }

  private String name(int number) {
    return classes.isEmpty() ? tokenizer.token(number) : classes.get(number);
  }

  private String written(int id) {
    String text = tokenizer instanceof WordPieceTokenizer ? "" : tokenizer.decode(id);
    return text.isEmpty() ? tokenizer.token(id) : text;
  }

  private Algorithm.Found rollout(Lent lent, NDArray text) {
    double[][] arrived = Rollout.matrix(lent, text);
    double[] row = arrived[model instanceof LanguageModel ? arrived.length - 1 : 0];
    float[] values = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      values[i] = (float) row[i];
    }
    return new Algorithm.Found(values, Algorithm.Kind.POSITIVE, null);
  }

  private Algorithm.Found byVectors(
      Lent lent, Probe whole, NDArray text, long[] tokens, int number) {
    float[] vectors = whole.output(text, embedding);
    Shape shape = new Shape(1, tokens.length, vectors.length / tokens.length); // (1, T, width)
    float[] others = nothing(lent, whole, tokens, vectors.length);
    Algorithm.Found found =
        algorithm.of(
            Probe.ofEmbeddings(lent, embedding, tokens),
            lent.manager().create(vectors, shape),
            number,
            lent.manager().create(others, shape));
    return new Algorithm.Found(byToken(found, tokens.length), found.kind(), found.completeness());
  }

  private float[] nothing(Lent lent, Probe whole, long[] tokens, int size) {
    OptionalInt padding = tokenizer.id("[PAD]");
    if (padding.isEmpty()) {
      return new float[size];
    }
    long[] padded = tokens.clone();
    for (int i = 0; i < padded.length; i++) {
      if (!MARKS.contains(tokenizer.token((int) tokens[i]))) {
        padded[i] = padding.getAsInt();
      }
    }
    return whole.output(lent.manager().create(padded, new Shape(1, padded.length)), embedding);
  }

  /** A token's sum, or of derivatives their length. */
  private static float[] byToken(Algorithm.Found found, int count) {
    float[] values = found.values();
    int width = values.length / count;
    float[] tokens = new float[count];
    for (int t = 0; t < count; t++) {
      double sum = 0;
      for (int i = t * width; i < (t + 1) * width; i++) {
        boolean isSize = found.kind() == Algorithm.Kind.SENSITIVITY;
        sum += isSize ? (double) values[i] * values[i] : values[i];
      }
      tokens[t] = (float) (found.kind() == Algorithm.Kind.SENSITIVITY ? Math.sqrt(sum) : sum);
    }
    return tokens;
  }
}
