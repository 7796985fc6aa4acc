package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiConsumer;

/**
 * {@code y = x + attention(norm(x))}, then {@code y + mlp(norm(y))}: a Transformer's layer that is
 * normalised before, as GPT-2 and vision transformers have it.
 */
abstract class PreNormLayer extends NamedBlock {

  private final LayerNorm norm1;
  private final NamedBlock attention;
  private final LayerNorm norm2;
  private final NamedBlock mlp;
  private final Dropout dropout;

  /**
   * Its parts.
   *
   * @param name the attention's
   * @param dropout the share that is left out of what is added
   */
  PreNormLayer(
      LayerNorm norm1,
      String name,
      NamedBlock attention,
      LayerNorm norm2,
      NamedBlock mlp,
      double dropout) {
    this.norm1 = child("ln_1", norm1);
    this.attention = child(name, attention);
    this.norm2 = child("ln_2", norm2);
    this.mlp = child("mlp", mlp);
    this.dropout = new Dropout(dropout);
  }

  @Override
  final NDArray compute(Pass pass, NDArray x) {
    try (NDArray normed = norm1.forward(pass, x);
        NDArray attended = attention.forward(pass, normed);
        NDArray kept = dropout.forward(pass, attended);
        NDArray y = x.add(kept)) { // (N, T, width)
      try (NDArray again = norm2.forward(pass, y);
          NDArray changed = mlp.forward(pass, again);
          NDArray left = dropout.forward(pass, changed)) {
        return y.add(left);
      }
    }
  }

  @Override
  final boolean isRepeated() {
    return true;
  }

  @Override
  final Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    visitor.accept(norm1, input);
    visitor.accept(attention, input);
    visitor.accept(norm2, input);
    visitor.accept(mlp, input);
    return input;
  }
}
