package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import lungo.torch.TorchScript;

/**
 * The Transformer: an encoder reads a text, a decoder writes another one and looks at what was
 * read. Vaswani et al. 2017, https://arxiv.org/abs/1706.03762: normalised after each part, with
 * positions as sines and cosines and vectors of tokens times √width. The names of the layers'
 * weights are those of {@code torch.nn.Transformer} ({@code
 * encoder.layers.0.self_attn.in_proj_weight}), so that its weights load; as there, dropout is also
 * of the attention's weights and within the layers' networks.
 *
 * <pre>{@code
 * var model = Transformer.of(TransformerConfig.tiny(english.size(), french.size()));
 * NDArray logits = model.forward(store, new NDList(source, target, mask), training).head();
 * }</pre>
 *
 * <p>Inputs: source (N, S) int64 tokens; target (N, T) int64 tokens, each of which sees those
 * before it only; perhaps a mask (N, S), not 0 where the source has a token and not padding.
 * Output: (N, T, targetVocabulary), the logits of the target's next token.
 */
public final class Transformer extends NamedBlock {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def placed(x: Tensor, at: int, scale: float, rate: float) -> Tensor:
            places = torch.arange(at, at + x.size(1), dtype=6, device=x.device)
            rates = torch.exp(torch.arange(0, x.size(2), 2, dtype=6, device=x.device) * rate)
            angles = torch.outer(places, rates)
            waves = torch.stack([torch.sin(angles), torch.cos(angles)], 2).flatten(1)
            return x * scale + waves.to(x.dtype)
          """);

  private final TransformerConfig config;
  private final Embedding read;
  private final Embedding written;
  private final TransformerStack encoder;
  private final TransformerStack decoder;
  private final NamedBlock generator;
  private final Dropout dropout;

  private Transformer(TransformerConfig config) {
    this.config = config;
    int width = config.width();
    double std = 1 / Math.sqrt((double) width);
    dropout = new Dropout(config.dropout());
    var sources = new Embedding(config.sourceVocabulary(), width, std);
    read = child(config.shared() ? "embedding" : "src_embed", sources);
    written =
        config.shared()
            ? read
            : child("tgt_embed", new Embedding(config.targetVocabulary(), width, std));
    encoder = child("encoder", TransformerStack.encoder(config));
    decoder = child("decoder", TransformerStack.decoder(config));
    generator =
        child(
            "generator",
            config.shared()
                ? new Scores(read, config)
                : new Linear(width, config.targetVocabulary()));
  }

  /**
   * A network.
   *
   * @param config its sizes
   * @return the network; its weights are made when it is initialised
   */
  public static Transformer of(TransformerConfig config) {
    return new Transformer(config);
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public TransformerConfig config() {
    return config;
  }

  /** Architecture and sizes. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", "transformer");
    all.put("sizes", config.toString());
    return all;
  }

  /**
   * Reads a text and begins to write another one token by token, on the device that the weights are
   * on. Nothing is left out by dropout, and no gradients are recorded.
   *
   * @param source the tokens to read, at least one
   * @param texts how many are written at the same time, as beam search does, 1 or more
   * @return the texts, empty yet, to be closed
   * @throws IllegalStateException if the model is not initialised
   * @throws IllegalArgumentException if a token is out of range or the source too long
   */
  public Decoding decoding(int[] source, int texts) {
    return new Decoding(
        this, texts, config.targetVocabulary(), config.context(), pass -> writing(pass, source));
  }

  private BiFunction<Pass, NDArray, NDArray> writing(Pass pass, int[] source) {
    NDManager manager = pass.store().getManager();
    long[] tokens = Arrays.stream(source).asLongStream().toArray();
    NDArray encoded; // (1, S, width)
    try (NDArray ids = manager.create(tokens, new Shape(1, tokens.length))) {
      encoded = encode(pass, new NDList(ids));
    }
    NDScope.unregister(encoded);
    return (step, ids) -> decode(step, new NDList(ids, encoded));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    throw new IllegalArgumentException("a Transformer takes a source and a target, got the first");
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    check(inputs);
    NDArray source = inputs.head();
    if (inputs.size() == 2) {
      try (NDArray encoded = encode(pass, new NDList(source))) {
        return new NDList(decode(pass, new NDList(inputs.get(1), encoded)));
      }
    }
    Shape shape = source.getShape();
    try (NDArray seen = inputs.get(2).toType(DataType.BOOLEAN, true);
        NDArray mask = seen.reshape(shape.get(0), 1, 1, shape.get(1));
        NDArray encoded = encode(pass, new NDList(source, mask))) {
      return new NDList(decode(pass, new NDList(inputs.get(1), encoded, mask)));
    }
  }

  private void check(NDList inputs) {
    Shape[] shapes = inputs.getShapes();
    boolean fits =
        (shapes.length == 2 || shapes.length == 3)
            && shapes[0].dimension() == 2
            && shapes[1].dimension() == 2
            && shapes[0].get(0) == shapes[1].get(0)
            && (shapes.length == 2 || shapes[2].equals(shapes[0]));
    if (!fits) {
      throw new IllegalArgumentException(
          "a Transformer takes a source (N, S), a target (N, T) and perhaps a mask (N, S), got "
              + Arrays.toString(shapes));
    }
  }

  /** (N, S) to (N, S, width); a mask may follow. */
  private NDArray encode(Pass pass, NDList inputs) {
    try (NDArray x = embedded(pass, read, inputs.head())) {
      var given = new NDList(inputs);
      given.set(0, x);
      return encoder.forward(pass, given).head();
    }
  }

  /** (N, T) and what was encoded to (N, T, vocabulary); a mask of that may follow. */
  private NDArray decode(Pass pass, NDList inputs) {
    try (NDArray x = embedded(pass, written, inputs.head())) {
      var given = new NDList(inputs);
      given.set(0, x);
      try (NDArray hidden = decoder.forward(pass, given).head();
          NDArray asked = LanguageModel.asked(pass, hidden)) {
        return generator.forward(pass, asked);
      }
    }
  }

  private NDArray embedded(Pass pass, Embedding table, NDArray ids) {
    long end = pass.position() + ids.getShape().get(1);
    if (end > config.context()) {
      throw new IllegalArgumentException(
          "the text has " + end + " positions, the model " + config.context());
    }
    double scale = Math.sqrt((double) config.width());
    double rate = -Math.log(10_000) / config.width();
    NDArray placed;
    try (NDArray vectors = table.forward(pass, ids)) { // (N, T, width)
      placed = OPS.call("placed", ids.getManager(), vectors, pass.position(), scale, rate).head();
    }
    NDArray kept = dropout.forward(pass, placed);
    if (kept != placed) {
      placed.close();
    }
    return kept;
  }

  /** The target is taken to be as long as the source. */
  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(read, input);
    Shape hidden = read.outputShape(input);
    visitor.accept(encoder, hidden);
    if (written != read) {
      visitor.accept(written, input);
    }
    visitor.accept(decoder, hidden);
    visitor.accept(generator, hidden);
    return input.add(config.targetVocabulary());
  }

  @Override
  String type() {
    return "Transformer";
  }

  @Override
  public String toString() {
    return String.format(
        "Transformer (%d and %d layers of %d, %d heads, %,d tokens to read, %,d to write)",
        config.layers(),
        config.layers(),
        config.width(),
        config.heads(),
        config.sourceVocabulary(),
        config.targetVocabulary());
  }

  /** Each token's score, by its vector in the table that the layers share. */
  private static final class Scores extends NamedBlock {

    private final Embedding table;
    private final long vocabulary;

    Scores(Embedding table, TransformerConfig config) {
      this.table = table;
      vocabulary = config.targetVocabulary();
    }

    @Override
    NDArray compute(Pass pass, NDArray hidden) {
      return table.scores(pass, hidden); // (N, T, vocabulary)
    }

    @Override
    Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
      return input.slice(0, 2).add(vocabulary);
    }

    @Override
    long multiplyAdds(Shape input) {
      return input.size() * vocabulary;
    }

    @Override
    String type() {
      return "Linear, shared";
    }
  }
}
