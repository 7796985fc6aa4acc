package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.BiConsumer;
import lungo.torch.Functional;
import org.jspecify.annotations.Nullable;

/**
 * BERT without a head: tokens, and perhaps their types and a mask, to (N, T, width) and, where
 * there is a pooler, (N, width) of the first position.
 */
final class BertBody extends NamedBlock {

  private final BertConfig config;
  private final Embeddings embeddings;
  private final Encoder encoder;
  private final @Nullable Pooler pooler;

  BertBody(BertConfig config, boolean pooled) {
    this.config = config;
    embeddings = child("embeddings", new Embeddings(config));
    encoder = child("encoder", new Encoder(config));
    pooler = pooled ? child("pooler", new Pooler(config)) : null;
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
