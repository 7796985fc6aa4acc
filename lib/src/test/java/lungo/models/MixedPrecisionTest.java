package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lungo.data.Batch;
import lungo.data.MadeBatches;
import lungo.optim.AdamW;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.random.Seed;
import lungo.torch.Autocast;
import lungo.torch.Functional;
import lungo.torch.GradMode;
import lungo.torch.Gradients;
import lungo.training.Learner;
import lungo.training.Recipe;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with PyTorch's autocast; {@code mixed_precision_reference.py} made the values. */
class MixedPrecisionTest {

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void languageModelsLearnAsUnderPyTorchsAutocast(String name) {
    var reference = Reference.read("mixed_precision").of(name);
    assertLosses(name, reference.json(), recipe -> languageLosses(name, reference, recipe));
  }

  private double[] languageLosses(String name, Reference reference, Recipe recipe) {
    // Without dropout; tokens, and each one's next around the row's end, as torch.roll has it.
    LanguageModel model =
        name.equals("gpt2")
            ? Gpt.of(new GptConfig(31, 16, 24, 2, 3, 0))
            : Llama.of(new LlamaConfig(31, 16, 24, 40, 2, 6, 2, 10_000, 1e-5, false));
    reference.fill(model, manager, new Shape(2, 9));
    var loader = SmallModels.nextTokens(20);
    var adamW = AdamW.of(0.01).weightDecay(0.01);
    return losses(Learner.tokens(loader, null, 31, 9, model), adamW, recipe);
  }

  @Test
  void aResNetLearnsAsUnderPyTorchsAutocast() {
    JsonObject reference = Reference.read("mixed_precision").of("resnet18").json();
    assertLosses("resnet18", reference, recipe -> imageLosses(reference, recipe));
  }

  private double[] imageLosses(JsonObject reference, Recipe recipe) {
    List<String> names =
        StreamSupport.stream(reference.getAsJsonArray("names").spliterator(), false)
            .map(element -> element.getAsString())
            .toList();
    var pictures = new Shape(8, 3, 32, 32);
    Block model = Filling.fill(ResNet.of("resnet18", 10), manager, pictures, names);
    var loader =
        new MadeBatches(
            4,
            8,
            (m, step) ->
                new Batch(
                    new NDList(Filling.formula(m, pictures, 1_000_000)),
                    new NDList(m.arange(8).toType(DataType.INT64, false))));
    List<String> classes = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
    var learner = Learner.classifier(loader, null, classes, new Shape(3, 32, 32), model);
    return losses(learner, Sgd.of(0.001).momentum(0.9), recipe);
  }

  private static double[] losses(Learner learner, Optimizer optimizer, Recipe recipe) {
    return learner.optimizer(optimizer).recipe(recipe).fit(1).stepLosses();
  }

  /**
   * In bfloat16 and float16 the losses are PyTorch's, nearer than to those of float32; both sides
   * round sums of other orders, and steps add this up.
   */
  private static void assertLosses(
      String name, JsonObject reference, Function<Recipe, double[]> learned) {
    double[] single = numbers(reference, "float32");
    assertLosses(name, single, learned.apply(Recipe.standard()), 1e-4);
    double[] lower = numbers(reference, "bfloat16");
    assertThat(Math.abs(lower[0] - single[0])).as(name).isGreaterThan(2e-4 * lower[0]);
    assertLosses(name, lower, learned.apply(Recipe.standard().bfloat16()), 1e-2);
    double[] half = numbers(reference, "float16");
    assertLosses(name, half, learned.apply(Recipe.standard().float16()), 2e-3);
  }

  private static void assertLosses(
      String name, double[] expected, double[] actual, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(actual[0]).as(name).isCloseTo(expected[0], within(1e-4 * expected[0]));
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("%s, step %d", name, i)
          .isCloseTo(expected[i], within(tolerance * expected[0]));
    }
  }

  private static double[] numbers(JsonObject reference, String name) {
    return StreamSupport.stream(reference.getAsJsonArray(name).spliterator(), false)
        .mapToDouble(number -> number.getAsDouble())
        .toArray();
  }

  /** Each family, with inputs of its kind. */
  private static Stream<Arguments> families() {
    var pictures = new Shape(2, 3, 64, 64);
    var sequences = new Shape(2, 5, 3);
    Function<NDManager, NDList> picture = m -> new NDList(Filling.formula(m, pictures, 9));
    Function<NDManager, NDList> text = m -> new NDList(Reference.tokens(m, 2, 9, 31));
    return Stream.of(
        Arguments.of(Models.of("mobilenet_v3_small", 10), picture),
        Arguments.of(Models.of("convnext_tiny", 10), picture),
        Arguments.of(VisionTransformer.of("vit_b_32", 10, 3, 64), picture),
        SmallModels.bertAndInputs(),
        SmallModels.transformerAndInputs(),
        Arguments.of(Gpt.of(new GptConfig(31, 16, 24, 2, 3, 0)), text),
        Arguments.of(
            new Sequential(new Linear(3, 6), Recurrent.lstm(RecurrentConfig.of(6, 4))),
            (Function<NDManager, NDList>) m -> new NDList(Filling.formula(m, sequences, 9))));
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyFamilyComputesInIt(Block model, Function<NDManager, NDList> inputs) {
    Seed.set(3);
    NDList given = inputs.apply(manager);
    model.initialize(manager, DataType.FLOAT32, given.getShapes());
    List<NDArray> weights =
        StateDict.of(model).parameters().values().stream()
            .filter(Parameter::requiresGradient)
            .map(Parameter::getArray)
            .toList();
    weights.forEach(weight -> weight.setRequiresGradient(true));
    double single = loss(model, given, weights);
    double lower;
    try (var scope = Autocast.bfloat16()) {
      assertThat(scope).isNotNull();
      lower = loss(model, given, weights);
    }
    assertThat(lower).isNotEqualTo(single).isCloseTo(single, within(0.03 * single));
    double half;
    try (var scope = Autocast.float16()) {
      assertThat(scope).isNotNull();
      half = loss(model, given, weights);
    }
    assertThat(half)
        .isNotEqualTo(lower)
        .isNotEqualTo(single)
        .isCloseTo(single, within(0.01 * single));
  }

  /** Mean square of the outputs less 1, plus the norm of its gradient. */
  private double loss(Block model, NDList inputs, List<NDArray> weights) {
    try (var on = GradMode.on()) {
      assertThat(on).isNotNull();
      NDList outputs = model.forward(new ParameterStore(manager, false), inputs, false);
      NDArray loss = Functional.float32(outputs.head()).sub(1f).square().mean();
      NDList gradients = Gradients.of(loss, weights, manager);
      assertThat(gradients).allMatch(g -> g.getDataType() == DataType.FLOAT32);
      return loss.toFloatArray()[0] + Gradients.norm(gradients).toFloatArray()[0];
    }
  }

  @Test
  void gradientsReachTheWeightsInTheirOwnType() {
    try (var on = GradMode.on();
        var lower = Autocast.bfloat16()) {
      assertThat(on).isNotEqualTo(lower);
      NDArray x = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
      NDArray weight = manager.create(new float[] {1, 0.001f, 0, 1}, new Shape(2, 2));
      weight.setRequiresGradient(true);
      NDArray y = Functional.float32(Functional.linear(x, weight, List.of()));
      // 1 + 2 * 0.001 = 1.002 and 3 + 4 * 0.001 = 3.004 round to 1 and 3 in bfloat16.
      assertThat(y.toFloatArray()).containsExactly(1, 2, 3, 4);
      NDArray loss = y.sum();
      NDArray gradient = Gradients.of(loss, List.of(weight), manager).head();
      assertThat(gradient.getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(gradient.toFloatArray()).containsExactly(4, 6, 4, 6);
    }
    assertThat(Autocast.type()).isNegative();
  }

  @Test
  void theScopeEndsWhereItBegan() {
    try (var outer = Autocast.bfloat16()) {
      long type = Autocast.type();
      try (var inner = Autocast.off()) {
        assertThat(inner).isNotEqualTo(outer);
        assertThat(Autocast.type()).isNegative();
      }
      assertThat(Autocast.type()).isEqualTo(type).isNotNegative();
    }
    assertThat(Autocast.type()).isNegative();
  }
}
