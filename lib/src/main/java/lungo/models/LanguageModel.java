package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import lungo.hub.HuggingFaceHub;

/**
 * A network that says of every position of a text how likely each token is to come next: (N, T)
 * int64 tokens to (N, T, vocabulary) logits, of which those at a position follow from the tokens up
 * to it alone.
 */
public abstract class LanguageModel extends NamedBlock {

  LanguageModel() {}

  /**
   * Loads a model as Hugging Face keeps it: a folder with {@code config.json} and {@code
   * model.safetensors}, or several such files with their index. {@code Tokenizers.load} reads the
   * tokenizer beside it.
   *
   * <pre>{@code
   * var model = LanguageModel.load(Path.of("gpt2"), NDManager.newBaseManager());
   * var writer = Generator.of(model, Tokenizers.load(Path.of("gpt2")));
   * }</pre>
   *
   * @param folder with the model
   * @param manager owns the weights, float32 on its device
   * @return a {@link Gpt} or a {@link Llama}
   * @throws lungo.weights.WeightsException if a file is missing or corrupt, or the model is of a
   *     kind that is not here; the message says what was found
   */
  public static LanguageModel load(Path folder, NDManager manager) {
    var stored = HuggingFaceFolder.open(folder);
    return switch (stored.type()) {
      case "gpt2" -> stored.load(Gpt.of(stored.gpt()), "transformer.", manager);
      case "llama" -> stored.load(Llama.of(stored.llama()), "model.", manager);
      default -> throw stored.unknown("model_type '" + stored.type() + "'", "gpt2", "llama");
    };
  }

  /**
   * Loads a model by its name on Hugging Face's hub: {@link HuggingFaceHub#fetch(String)}, then
   * {@link #load(Path, NDManager)}.
   *
   * @param name such as {@code openai-community/gpt2}
   * @param manager owns the weights, float32 on its device
   * @return a {@link Gpt} or a {@link Llama}
   * @throws lungo.data.DataException if it cannot be fetched; the message says why
   * @throws lungo.weights.WeightsException if the model is of a kind that is not here
   */
  public static LanguageModel load(String name, NDManager manager) {
    return load(HuggingFaceHub.fetch(name), manager);
  }

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
