package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import lungo.hub.HuggingFaceHub;
import lungo.torch.Functional;
import org.jspecify.annotations.Nullable;

/**
 * BERT without a head, with the names and numbers of Hugging Face's {@code BertModel}: tokens (N,
 * T) int64, and perhaps their types and a mask as {@link Bert} takes them, to the last layer's (N,
 * T, width) and to (N, width), what the pooler makes of the first position. Devlin et al. 2018,
 * https://arxiv.org/abs/1810.04805
 *
 * <pre>{@code
 * var model = BertModel.load(Path.of("all-MiniLM-L6-v2"), manager);
 * var vectors = TextEmbedder.of(model, tokenizer).embed(List.of("a cat", "a dog"));
 * }</pre>
 *
 * The hidden states of all layers are those that {@link LayerOutputs} shows at {@code embeddings},
 * {@code encoder.layer.0}, {@code encoder.layer.1} and so on.
 */
public final class BertModel extends NamedBlock {

  private final BertConfig config;
  private final Embeddings embeddings;
  private final Encoder encoder;
  private final @Nullable Pooler pooler;

  BertModel(BertConfig config, boolean pooled) {
    this.config = config;
    embeddings = child("embeddings", new Embeddings(config));
    encoder = child("encoder", new Encoder(config));
    pooler = pooled ? child("pooler", new Pooler(config)) : null;
  }

  /**
   * A model without weights.
   *
   * @param config its sizes
   * @return the model, with a pooler
   */
  public static BertModel of(BertConfig config) {
    return new BertModel(config, true);
  }

  /**
   * Loads a model by its name on Hugging Face's hub: {@link HuggingFaceHub#fetch(String)}, then
   * {@link #load(Path, NDManager)}.
   *
   * @param name such as {@code google-bert/bert-base-uncased}
   * @param manager owns the weights, float32 on its device
   * @return the model
   * @throws lungo.data.DataException if it cannot be fetched; the message says why
   * @throws lungo.weights.WeightsException if the model is of a kind that is not here
   */
  public static BertModel load(String name, NDManager manager) {
    return load(HuggingFaceHub.fetch(name), manager);
  }

  /**
   * Loads a model as Hugging Face keeps it, a folder with {@code config.json} and {@code
   * model.safetensors}. Heads of a task are left out; a pooler that the folder lacks, as those for
   * masked tokens do, is made anew.
   *
   * @param folder with a model of type {@code bert}
   * @param manager owns the weights, float32 on its device
   * @return the model
   * @throws lungo.weights.WeightsException if a file is missing or corrupt, or the model is of
   *     another type; the message says what was found
   */
  public static BertModel load(Path folder, NDManager manager) {
    var stored = HuggingFaceFolder.open(folder);
    if (!stored.type().equals("bert")) {
      throw stored.unknown("model_type '" + stored.type() + "'", "bert");
    }
    return stored.loadBody(of(stored.bert()), "bert.", "pooler.", manager);
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public BertConfig config() {
    return config;
  }

  /**
   * What texts stand for as one vector each: the mean of the last layer's vectors, as sentence
   * encoders have it. Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084
   *
   * @param texts their tokens with the marks, one or more each
   * @return (texts, width), each of length 1, so that a product of two is their cosine
   * @throws IllegalArgumentException if there is no text, or one has no token or too many
   */
  @SuppressWarnings("try")
  public float[][] embed(List<int[]> texts) {
    int length = texts.stream().mapToInt(text -> text.length).max().orElse(0);
    if (texts.isEmpty() || texts.stream().anyMatch(text -> text.length == 0)) {
      throw new IllegalArgumentException("texts of one token or more are needed, got " + texts);
    }
    long[] ids = new long[texts.size() * length];
    long[] mask = new long[ids.length];
    for (int n = 0; n < texts.size(); n++) {
      for (int t = 0; t < texts.get(n).length; t++) {
        ids[n * length + t] = texts.get(n)[t];
        mask[n * length + t] = 1;
      }
    }
    var shape = new Shape(texts.size(), length);
    try (var use = new Use(this);
        var made = new NDScope()) {
      NDArray seen = use.manager().create(mask, shape);
      var inputs =
          new NDList(
              use.manager().create(ids, shape), use.manager().zeros(shape, DataType.INT64), seen);
      return Functional.rows(
          Bert.sentenceEmbedding(use.forward(inputs).head(), seen)); // (N, width)
    }
  }

  /** Architecture and sizes. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", "bert-model");
    all.putAll(config.describe());
    return all;
  }

  /** The embedding of the tokens, which the masked language model's head shares. */
  Embedding tokens() {
    return embeddings.words;
  }

  @Override
  NDArray compute(Pass pass, NDArray ids) {
    return compute(pass, new NDList(ids)).head();
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    check(inputs);
    NDArray ids = inputs.head();
    Shape shape = ids.getShape();
    var embedded = new NDList(ids);
    if (inputs.size() > 1) {
      embedded.add(inputs.get(1));
    }
    NDArray hidden;
    try (NDArray x = embeddings.forward(pass, embedded).head()) { // (N, T, width)
      if (inputs.size() > 2) {
        try (NDArray seen = inputs.get(2).toType(DataType.BOOLEAN, true);
            NDArray mask = seen.reshape(shape.get(0), 1, 1, shape.get(1))) {
          hidden = encoder.forward(pass, new NDList(x, mask)).head();
        }
      } else {
        hidden = encoder.forward(pass, new NDList(x)).head();
      }
    }
    return pooler == null ? new NDList(hidden) : new NDList(hidden, pooler.forward(pass, hidden));
  }

  private void check(NDList inputs) {
    Shape ids = inputs.head().getShape();
    if (inputs.size() > 3 || ids.dimension() != 2) {
      throw new IllegalArgumentException(
          "BERT takes tokens (N, T), their types and a mask, got "
              + Arrays.toString(inputs.getShapes()));
    }
    for (NDArray input : inputs) {
      if (!input.getShape().equals(ids)) {
        throw new IllegalArgumentException(
            "types and mask must have the tokens' shape " + ids + ", got " + input.getShape());
      }
    }
    if (ids.get(1) > config.context()) {
      throw new IllegalArgumentException(
          "the text has " + ids.get(1) + " positions, the model " + config.context());
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(embeddings, input);
    Shape hidden = embeddings.outputShape(input);
    visitor.accept(encoder, hidden);
    if (pooler != null) {
      visitor.accept(pooler, hidden);
    }
    return hidden;
  }

  @Override
  String type() {
    return "BertModel";
  }

  /** The sum of what a token, its place and its type stand for. */
  private static final class Embeddings extends NamedBlock {

    private final Embedding words;
    private final Embedding places;
    private final Embedding types;
    private final LayerNorm norm;
    private final Dropout dropout;

    Embeddings(BertConfig config) {
      long width = config.width();
      words = child("word_embeddings", new Embedding(config.vocabulary(), width, Bert.STD));
      places = child("position_embeddings", new Embedding(config.context(), width, Bert.STD));
      types = child("token_type_embeddings", new Embedding(config.types(), width, Bert.STD));
      norm = child("LayerNorm", new LayerNorm(width, Bert.EPS));
      dropout = new Dropout(config.dropout());
    }

    @Override
    NDArray compute(Pass pass, NDArray ids) {
      return compute(pass, new NDList(ids)).head();
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      NDArray ids = inputs.head();
      try (NDArray word = words.forward(pass, ids); // (N, T, width)
          NDArray place = places.range(pass, 0, ids.getShape().get(1)); // (T, width)
          NDArray placed = word.add(place);
          NDArray type =
              inputs.size() > 1
                  ? types.forward(pass, inputs.get(1))
                  : types.range(pass, 0, 1); // (1, width)
          NDArray sum = placed.add(type);
          NDArray normed = norm.forward(pass, sum)) {
        NDArray kept = dropout.forward(pass, normed);
        return new NDList(kept == normed ? Functional.same(normed) : kept);
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(words, input);
      visitor.accept(places, new Shape(input.get(1)));
      visitor.accept(types, input);
      Shape hidden = words.outputShape(input);
      visitor.accept(norm, hidden);
      return hidden;
    }

    @Override
    String type() {
      return "BertEmbeddings";
    }
  }

  /** The layers, each of which is given the mask. */
  private static final class Encoder extends NamedBlock {

    private final Sequential all;

    Encoder(BertConfig config) {
      var layers = new ArrayList<NamedBlock>();
      for (int i = 0; i < config.layers(); i++) {
        layers.add(new BertLayer(config));
      }
      all = child("layer", new Sequential(layers));
    }

    @Override
    NDArray compute(Pass pass, NDArray x) {
      return compute(pass, new NDList(x)).head();
    }

    @Override
    NDList compute(Pass pass, NDList inputs) {
      return new NDList(all.compute(pass, inputs.head(), inputs.subNDList(1))); // (N, T, width)
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      visitor.accept(all, input);
      return input;
    }

    @Override
    String type() {
      return "BertEncoder";
    }
  }

  /** {@code tanh(dense(first position))}. */
  private static final class Pooler extends NamedBlock {

    private final Linear dense;

    Pooler(BertConfig config) {
      dense = child("dense", BertLayer.linear(config.width(), config.width()));
    }

    @Override
    NDArray compute(Pass pass, NDArray hidden) {
      try (NDArray first = AttentionOps.first(hidden); // (N, width)
          NDArray mapped = dense.forward(pass, first)) {
        return Activation.tanh(mapped);
      }
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      Shape first = new Shape(input.get(0), input.get(2));
      visitor.accept(dense, first);
      return first;
    }

    @Override
    String type() {
      return "BertPooler";
    }
  }
}
