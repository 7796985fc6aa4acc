package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import lungo.data.Batch;
import lungo.data.MadeBatches;
import lungo.weights.StateDict;
import org.junit.jupiter.params.provider.Arguments;

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

  /** LeNet-5 for 28×28 in grey, the weights of {@code explain_reference.py}. */
  public static Block lenet(NDManager manager) {
    return byNames(LeNet.lenet5(10), manager, new Shape(1, 1, 28, 28));
  }

  /** ResNet-18 for 32×32 in colour, the weights of {@code explain_reference.py}. */
  public static Block resnet18(NDManager manager) {
    var model = ResNet.resnet18(10);
    var names = StateDict.of(model).parameters().keySet();
    return Filling.fill(model, manager, new Shape(1, 3, 32, 32), names);
  }

  /** A vision transformer for 64×64 in colour, the weights of {@code explain_reference.py}. */
  public static Block transformerOfPatches(NDManager manager) {
    return byNames(VisionTransformer.of("vit_b_32", 10, 3, 64), manager, new Shape(1, 3, 64, 64));
  }

  private static Block byNames(Block model, NDManager manager, Shape input) {
    var names = new TreeSet<>(StateDict.of(model).parameters().keySet());
    return Filling.fill(model, manager, input, names);
  }

  /** A BERT for 5 classes of texts of 31 tokens, the weights of {@code language_reference.py}. */
  public static Bert textClassifier(NDManager manager) {
    var model = Bert.sequenceClassifier(BertTest.SMALL, 5);
    Reference.read("bert").of("sequence").fill(model, manager, new Shape(1, 9));
    return model;
  }

  /** Numbers in [-1, 1) by the scripts' formula. */
  public static NDArray numbers(NDManager manager, Shape shape, long stream) {
    return Filling.formula(manager, shape, stream);
  }

  /** A BERT with its two heads, without dropout, and what it takes: tokens, types, a mask. */
  static Arguments bertAndInputs() {
    return Arguments.of(
        Bert.pretraining(new BertConfig(31, 16, 2, 24, 40, 2, 3, 0)),
        (Function<NDManager, NDList>)
            m ->
                new NDList(
                    Reference.tokens(m, 2, 9, 31),
                    m.zeros(new Shape(2, 9), DataType.INT64),
                    m.ones(new Shape(2, 9), DataType.INT64)));
  }

  /** A Transformer, without dropout, and what it takes: a source and a target. */
  static Arguments transformerAndInputs() {
    return Arguments.of(
        Transformer.of(new TransformerConfig(31, 31, 16, 16, 24, 2, 4, 0, true, true)),
        (Function<NDManager, NDList>)
            m -> new NDList(Reference.tokens(m, 2, 9, 31), Reference.tokens(m, 2, 5, 31)));
  }

  /** Two texts of 9 tokens, again and again, each token's target the next around the row's end. */
  static MadeBatches nextTokens(int batches) {
    return new MadeBatches(
        batches,
        2,
        (m, step) -> {
          NDArray ids = Reference.tokens(m, 2, 9, 31);
          NDArray next = ids.get(":, 1:").concat(ids.get(":, :1"), 1);
          return new Batch(new NDList(ids), new NDList(next));
        });
  }
}
