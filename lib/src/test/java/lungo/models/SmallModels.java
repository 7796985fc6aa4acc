package lungo.models;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

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
}
