package lungo.models;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** The reference's small language models, for tests of other packages. */
public final class SmallModels {

  private SmallModels() {}

  /** 31 tokens, 16 positions, the weights of {@code language_reference.py}. */
  public static LanguageModel filled(String name, NDManager manager) {
    LanguageModel model = LanguageModelsTest.small(name);
    Reference.read(name).fill(model, manager, new Shape(1, 9));
    return model;
  }

  /** A list of numbers of the reference. */
  public static int[] numbers(String name, String list) {
    return Reference.read(name).json().getAsJsonArray(list).asList().stream()
        .mapToInt(n -> n.getAsInt())
        .toArray();
  }

  /** A Transformer of 13 tokens, 16 positions, the weights of {@code transformer_reference.py}. */
  public static Transformer transformer(String name, NDManager manager) {
    Transformer model = TransformerTest.small(name);
    Reference.read(name).fill(model, manager, new Shape(1, 7));
    return model;
  }

  /** A list of lists of numbers of the reference. */
  public static List<int[]> rows(String name, String list) {
    return Reference.read(name).json().getAsJsonArray(list).asList().stream()
        .map(r -> r.getAsJsonArray().asList().stream().mapToInt(n -> n.getAsInt()).toArray())
        .toList();
  }

  /** Texts to read by the formula of the scripts. */
  public static int[] tokens(int rows, int length, int vocabulary, NDManager manager) {
    return Arrays.stream(Reference.tokens(manager, rows, length, vocabulary).toLongArray())
        .mapToInt(i -> (int) i)
        .toArray();
  }
}
