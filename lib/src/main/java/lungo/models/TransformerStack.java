package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A Transformer's encoder or decoder: layers, each of which is given what the first one is. */
final class TransformerStack extends NamedBlock {

  private final String type;
  private final Sequential all;
  private final @Nullable LayerNorm norm;

  private TransformerStack(String type, TransformerConfig config, List<TransformerLayer> layers) {
    this.type = type;
    all = child("layers", new Sequential(List.copyOf(layers)));
    norm =
        config.finalNorm()
            ? child("norm", new LayerNorm(config.width(), TransformerLayer.EPS))
            : null;
  }

  static TransformerStack encoder(TransformerConfig config) {
    return new TransformerStack(
        "TransformerEncoder",
        config,
        IntStream.range(0, config.layers())
            .mapToObj(i -> TransformerLayer.encoder(config))
            .toList());
  }

  static TransformerStack decoder(TransformerConfig config) {
    return new TransformerStack(
        "TransformerDecoder",
        config,
        IntStream.range(0, config.layers())
            .mapToObj(i -> TransformerLayer.decoder(config))
            .toList());
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return compute(pass, new NDList(x)).head();
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    NDArray last = all.compute(pass, inputs.head(), inputs.subNDList(1));
    if (norm == null) {
      return new NDList(last);
    }
    try (NDArray whole = last) {
      return new NDList(norm.forward(pass, whole)); // (N, T, width)
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(all, input);
    if (norm != null) {
      visitor.accept(norm, input);
    }
    return input;
  }

  @Override
  String type() {
    return type;
  }
}
