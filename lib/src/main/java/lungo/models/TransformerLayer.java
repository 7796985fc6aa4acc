package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code norm(x + attention(x))}, in a decoder {@code norm(x + attention(x, encoded))}, then {@code
 * norm(x + linear2(relu(linear1(x))))}: normalised after, with the names of {@code
 * torch.nn.TransformerEncoderLayer} and {@code TransformerDecoderLayer}.
 *
 * <p>Inputs of an encoder's: (N, S, width) and perhaps a mask; of a decoder's: (N, T, width), what
 * was encoded (N, S, width) and perhaps a mask of it.
 */
final class TransformerLayer extends NamedBlock {

  /** Added to a variance. */
  static final double EPS = 1e-5;

  private final MultiheadAttention self;
  private final @Nullable MultiheadAttention cross;
  private final Linear linear1;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final @Nullable LayerNorm norm3;
  private final Dropout dropout;

  private TransformerLayer(TransformerConfig config, boolean decoder) {
    int width = config.width();
    dropout = new Dropout(config.dropout());
    self = child("self_attn", attention(config, decoder));
    cross = decoder ? child("multihead_attn", attention(config, false)) : null;
    linear1 = child("linear1", linear(width, config.inner()));
    linear2 = child("linear2", linear(config.inner(), width));
    norm1 = child("norm1", new LayerNorm(width, EPS));
    norm2 = child("norm2", new LayerNorm(width, EPS));
    norm3 = decoder ? child("norm3", new LayerNorm(width, EPS)) : null;
  }

  static TransformerLayer encoder(TransformerConfig config) {
    return new TransformerLayer(config, false);
  }

  static TransformerLayer decoder(TransformerConfig config) {
    return new TransformerLayer(config, true);
  }

  private static MultiheadAttention attention(TransformerConfig config, boolean causal) {
    int width = config.width();
    return new MultiheadAttention(
        width, config.heads(), config.dropout(), causal, xavier(width, width));
  }

  private static Linear linear(long inputs, long outputs) {
    return new Linear(inputs, outputs, xavier(inputs, outputs), Initial.fanIn(inputs));
  }

  /** Uniform with the variance 2 / (inputs + outputs). Glorot and Bengio 2010. */
  private static Initial xavier(long inputs, long outputs) {
    return new Initial.Uniform(Math.sqrt(6.0 / (inputs + outputs)));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return compute(pass, new NDList(x)).head();
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    NDArray x = inputs.head();
    if (cross == null || norm3 == null) {
      var looked = new NDList(x, x);
      looked.addAll(inputs.subNDList(1));
      try (NDArray y = added(pass, norm1, x, self.forward(pass, looked).head())) {
        return new NDList(added(pass, norm2, y, changed(pass, y))); // (N, S, width)
      }
    }
    try (NDArray y = added(pass, norm1, x, self.forward(pass, new NDList(x)).head())) {
      var looked = new NDList(y);
      looked.addAll(inputs.subNDList(1));
      try (NDArray z = added(pass, norm2, y, cross.forward(pass, looked).head())) {
        return new NDList(added(pass, norm3, z, changed(pass, z))); // (N, T, width)
      }
    }
  }

  private NDArray added(Pass pass, LayerNorm norm, NDArray x, NDArray change) {
    try (change;
        NDArray kept = dropout.forward(pass, change);
        NDArray sum = x.add(kept)) {
      return norm.forward(pass, sum);
    }
  }

  private NDArray changed(Pass pass, NDArray x) {
    try (NDArray wide = linear1.forward(pass, x);
        NDArray bent = Activation.relu(wide); // (N, T, inner)
        NDArray kept = dropout.forward(pass, bent)) {
      return linear2.forward(pass, kept);
    }
  }

  @Override
  boolean isRepeated() {
    return true;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(self, input);
    visitor.accept(norm1, input);
    if (cross != null && norm3 != null) {
      visitor.accept(cross, input);
      visitor.accept(norm3, input);
    }
    visitor.accept(linear1, input);
    visitor.accept(linear2, linear1.outputShape(input));
    visitor.accept(norm2, input);
    return input;
  }

  @Override
  String type() {
    return cross == null ? "TransformerEncoderLayer" : "TransformerDecoderLayer";
  }
}
