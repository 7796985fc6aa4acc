package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * A network that says of every position of a text how likely each token is to come next: (N, T)
 * int64 tokens to (N, T, vocabulary) logits, of which those at a position follow from the tokens up
 * to it alone.
 */
public abstract class LanguageModel extends NamedBlock {

  LanguageModel() {}

  /**
   * How many tokens there are.
   *
   * @return the size of a position's logits
   */
  public abstract int vocabulary();

  /**
   * How many positions a text has at most.
   *
   * @return 1 or more
   */
  public abstract int context();

  /**
   * Begins to compute texts token by token, on the device that the weights are on. Nothing is left
   * out by dropout, and no gradients are recorded.
   *
   * @param texts how many at the same time, 1 or more
   * @return the texts, empty yet, to be closed
   * @throws IllegalStateException if the model is not initialised
   */
  public final Decoding decoding(int texts) {
    return new Decoding(this, texts, vocabulary(), context(), begin -> this::forward);
  }

  /** Of a text that is continued only the last position is asked for. */
  static NDArray asked(Pass pass, NDArray hidden) {
    KeyValueCache memory = pass.memory();
    if (memory == null) {
      return hidden;
    }
    memory.advance(Math.toIntExact(hidden.getShape().get(1)));
    return AttentionOps.last(hidden); // (N, 1, width)
  }

  final void check(Pass pass, Shape input) {
    if (input.dimension() != 2) {
      throw new IllegalArgumentException(type() + " expects tokens (N, T), got " + input);
    }
    long end = pass.position() + input.get(1);
    if (end > context()) {
      throw new IllegalArgumentException(
          "the text has " + end + " positions, the model " + context());
    }
  }
}
