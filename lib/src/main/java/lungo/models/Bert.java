package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import lungo.hub.HuggingFaceHub;
import lungo.torch.Functional;
import org.jspecify.annotations.Nullable;

/**
 * BERT: layers of attention in which every position sees every other one, for understanding text.
 * Devlin et al. 2018, https://arxiv.org/abs/1810.04805, with the structure, the initial weights and
 * the parameter names of Hugging Face's {@code BertForPreTraining} and its kin, so that their
 * weights load.
 *
 * <pre>{@code
 * var model = Bert.sequenceClassifier(BertConfig.base(), 2);
 * var outputs = model.forward(store, new NDList(tokens, types, mask), false);
 * }</pre>
 *
 * Inputs: tokens (N, T) int64; types (N, T) int64, 0 where they are left out; a mask (N, T), not 0
 * where there is a token and not padding, 1 where it is left out.
 */
public final class Bert extends NamedBlock {

  /** The spread of initial weights. */
  static final double STD = 0.02;

  /** Added to a variance. */
  static final double EPS = 1e-12;

  private final BertConfig config;
  private final String task;
  private final int classes;
  private final BertModel bert;
  private final @Nullable Heads cls;
  private final @Nullable Linear classifier;
  private final Dropout dropout;

  private Bert(BertConfig config, String task, int classes, boolean pooled) {
    this.config = config;
    this.task = task;
    this.classes = classes;
    dropout = new Dropout(config.dropout());
    bert = child("bert", new BertModel(config, pooled));
    cls = classes == 0 ? child("cls", new Heads(config, pooled)) : null;
    classifier =
        classes == 0 ? null : child("classifier", BertLayer.linear(config.width(), classes));
  }

  /**
   * For learning from plain text: masked tokens, and whether a sentence follows another.
   *
   * @param config its sizes
   * @return outputs (N, T, vocabulary) logits and (N, 2), of which the first says that it follows;
   *     {@code BertForPreTraining}
   */
  public static Bert pretraining(BertConfig config) {
    return new Bert(config, "pretraining", 0, true);
  }

  /**
   * For masked tokens alone; {@code Learner.tokens} trains it.
   *
   * @param config its sizes
   * @return output (N, T, vocabulary) logits; {@code BertForMaskedLM}
   */
  public static Bert maskedLanguageModel(BertConfig config) {
    return new Bert(config, "masked language model", 0, false);
  }

  /**
   * For classes of whole texts; {@code Learner.classifier} trains it.
   *
   * @param config its sizes
   * @param classes how many, 1 or more
   * @return output (N, classes) logits; {@code BertForSequenceClassification}
   */
  public static Bert sequenceClassifier(BertConfig config, int classes) {
    Sizes.positive("classes", classes);
    return new Bert(config, "sequence classifier", classes, true);
  }

  /**
   * For a class at each token, such as names in a text; {@code Learner.tokens} trains it.
   *
   * @param config its sizes
   * @param classes how many, 1 or more
   * @return output (N, T, classes) logits; {@code BertForTokenClassification}
   */
  public static Bert tokenClassifier(BertConfig config, int classes) {
    Sizes.positive("classes", classes);
    return new Bert(config, "token classifier", classes, false);
  }

  /**
   * Loads a model by its name on Hugging Face's hub: {@link HuggingFaceHub#fetch(String)}, then
   * {@link #load(Path, NDManager)}.
   *
   * @param name such as {@code google-bert/bert-base-uncased}
   * @param manager owns the weights, float32 on its device
   * @return the model for the same task
   * @throws lungo.data.DataException if it cannot be fetched; the message says why
   * @throws lungo.weights.WeightsException if the model is of a kind that is not here
   */
  public static Bert load(String name, NDManager manager) {
    return load(HuggingFaceHub.fetch(name), manager);
  }

  /**
   * Loads a model as Hugging Face keeps it: a folder with {@code config.json} and {@code
   * model.safetensors}. {@code Tokenizers.load} reads the tokenizer beside it.
   *
   * @param folder with a {@code BertForPreTraining}, {@code BertForMaskedLM}, {@code
   *     BertForSequenceClassification} or {@code BertForTokenClassification}
   * @param manager owns the weights, float32 on its device
   * @return the model for the same task
   * @throws lungo.weights.WeightsException if a file is missing or corrupt, or the model is of a
   *     kind that is not here; the message says what was found
   */
  public static Bert load(Path folder, NDManager manager) {
    var stored = HuggingFaceFolder.open(folder);
    if (!stored.type().equals("bert")) {
      throw stored.unknown("model_type '" + stored.type() + "'", "bert");
    }
    Bert model =
        switch (stored.architecture()) {
          case "BertForPreTraining" -> pretraining(stored.bert());
          case "BertForMaskedLM" -> maskedLanguageModel(stored.bert());
          case "BertForSequenceClassification" ->
              sequenceClassifier(stored.bert(), stored.classes());
          case "BertForTokenClassification" -> tokenClassifier(stored.bert(), stored.classes());
          default ->
              throw stored.unknown(
                  "architecture '" + stored.architecture() + "'",
                  "BertForPreTraining",
                  "BertForMaskedLM",
                  "BertForSequenceClassification",
                  "BertForTokenClassification");
        };
    return stored.load(model, "bert.", manager);
  }

  /**
   * Whether its first output is for masked tokens.
   *
   * @return true for pretraining and for the masked language model
   */
  public boolean isMasked() {
    return cls != null;
  }

  /** What {@link #getCustomMetadata} describes. */
  static Bert build(Settings settings) {
    var config = BertConfig.of(settings);
    String task = settings.text("task");
    return switch (task) {
      case "pretraining" -> pretraining(config);
      case "masked language model" -> maskedLanguageModel(config);
      case "sequence classifier" -> sequenceClassifier(config, settings.number("classes"));
      case "token classifier" -> tokenClassifier(config, settings.number("classes"));
      default ->
          throw new IllegalArgumentException(
              "no task '"
                  + task
                  + "' of BERT; there are: pretraining, masked language model, sequence classifier,"
                  + " token classifier");
    };
  }

  /**
   * Asks about one text, on the weights' device and without dropout.
   *
   * @param ids its tokens with the marks, one or more
   * @return the first output's rows: for masked tokens and for classes of tokens (T, …) logits, one
   *     row a position; for classes of texts (1, classes)
   * @throws IllegalArgumentException if there is no token or more than the model has positions
   * @throws IllegalStateException if the model has no weights
   */
  @SuppressWarnings("try")
  public float[][] logits(int... ids) {
    if (ids.length == 0) {
      throw new IllegalArgumentException("a text of one token or more is needed, got none");
    }
    try (var use = new Use(this);
        var made = new NDScope()) {
      long[] tokens = Arrays.stream(ids).asLongStream().toArray();
      NDArray text = use.manager().create(tokens, new Shape(1, tokens.length));
      return Functional.rows(use.forward(new NDList(text)).head());
    }
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public BertConfig config() {
    return config;
  }

  /** Architecture, task and sizes. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", "bert");
    all.put("task", task);
    all.put("classes", String.valueOf(classes));
    all.putAll(config.describe());
    return all;
  }

  @Override
  NDArray compute(Pass pass, NDArray ids) {
    return compute(pass, new NDList(ids)).head();
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    NDList encoded = bert.forward(pass, inputs);
    try (NDArray hidden = encoded.head(); // (N, T, width)
        NDArray pooled = encoded.size() > 1 ? encoded.get(1) : hidden) { // (N, width)
      if (classifier != null) {
        try (NDArray kept = dropout.forward(pass, pooled)) {
          return new NDList(classifier.forward(pass, kept));
        }
      }
      return heads(pass, hidden, pooled);
    }
  }

  private NDList heads(Pass pass, NDArray hidden, NDArray pooled) {
    Heads heads = Objects.requireNonNull(cls);
    NDArray scores = heads.predictions.scores(pass, hidden, bert.tokens());
    return heads.follows == null
        ? new NDList(scores)
        : new NDList(scores, heads.follows.forward(pass, pooled));
  }

  /**
   * What a text stands for as one vector: the mean of its positions' vectors, padding left out.
   *
   * @param hidden (N, T, width), a layer's output
   * @param mask (N, T), not 0 where there is a token
   * @return (N, width), of length 1, so that a product of two is their cosine
   */
  public static NDArray sentenceEmbedding(NDArray hidden, NDArray mask) {
    return AttentionOps.sentence(hidden, mask);
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(bert, input);
    Shape hidden = bert.outputShape(input);
    if (classifier == null) {
      visitor.accept(Objects.requireNonNull(cls), hidden);
      return input.add(config.vocabulary());
    }
    Shape given =
        task.equals("token classifier") ? hidden : new Shape(input.get(0), config.width());
    visitor.accept(classifier, given);
    return classifier.outputShape(given);
  }

  @Override
  String type() {
    return "Bert";
  }

  @Override
  public String toString() {
    return String.format(
        "BERT %s (%d layers of %d, %d heads, %,d tokens, %,d positions)",
        task,
        config.layers(),
        config.width(),
        config.heads(),
        config.vocabulary(),
        config.context());
  }

  /** The heads of pretraining. */
  private static final class Heads extends NamedBlock {

    private final Predictions predictions;
    private final @Nullable Linear follows;
    private final long vocabulary;

    Heads(BertConfig config, boolean pooled) {
      vocabulary = config.vocabulary();
      predictions = child("predictions", new Predictions(config));
      follows = pooled ? child("seq_relationship", BertLayer.linear(config.width(), 2)) : null;
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      throw new IllegalArgumentException("the heads share the token embedding of their model");
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(predictions, input);
      if (follows != null) {
        visitor.accept(follows, new Shape(input.get(0), input.get(2)));
      }
      return input.slice(0, 2).add(vocabulary);
    }

    @Override
    String type() {
      return "BertPreTrainingHeads";
    }
  }

  /** Each token's score at each position, by the token embedding itself. */
  private static final class Predictions extends NamedBlock {

    private final Parameter bias;
    private final Transform transform;
    private final long vocabulary;

    Predictions(BertConfig config) {
      vocabulary = config.vocabulary();
      bias = weight("bias", Parameter.Type.BIAS, new Initial.Constant(0), vocabulary);
      transform = child("transform", new Transform(config));
    }

    NDArray scores(Pass pass, NDArray hidden, Embedding tokens) {
      try (NDArray x = transform.forward(pass, hidden); // (N, T, width)
          NDArray scores = tokens.scores(pass, x)) {
        return scores.add(pass.value(bias)); // (N, T, vocabulary)
      }
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      throw new IllegalArgumentException("the head shares the token embedding of its model");
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(transform, input);
      return input.slice(0, 2).add(vocabulary);
    }

    @Override
    long multiplyAdds(Shape input) {
      return input.size() * vocabulary;
    }

    @Override
    String type() {
      return "BertLMPredictionHead";
    }
  }

  /** {@code norm(gelu(dense(x)))}. */
  private static final class Transform extends NamedBlock {

    private final Linear dense;
    private final LayerNorm norm;

    Transform(BertConfig config) {
      dense = child("dense", BertLayer.linear(config.width(), config.width()));
      norm = child("LayerNorm", new LayerNorm(config.width(), EPS));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      try (NDArray mapped = dense.forward(pass, x);
          NDArray bent = Functional.gelu(mapped, false)) {
        return norm.forward(pass, bent);
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(dense, input);
      visitor.accept(norm, input);
      return input;
    }

    @Override
    String type() {
      return "BertPredictionHeadTransform";
    }
  }
}
