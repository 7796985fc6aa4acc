package lungo.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.data.Batch;
import lungo.data.MadeBatches;
import lungo.optim.AdamW;
import lungo.optim.Lbfgs;
import lungo.optim.Optimizer;
import lungo.optim.Sgd;
import lungo.random.Seed;
import lungo.torch.ActivationCheckpoints;
import lungo.torch.Functional;
import lungo.torch.GradMode;
import lungo.torch.Gradients;
import lungo.torch.LossScale;
import lungo.training.History;
import lungo.training.Learner;
import lungo.training.Recipe;
import lungo.training.TrainingException;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With activations computed again, the numbers are those of activations that are kept. */
class ActivationCheckpointsTest {

  private static final Recipe AGAIN = Recipe.standard().activationCheckpointing();

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  /** Each family without dropout, with inputs of its kind. */
  private static Stream<Arguments> families() {
    var pictures = new Shape(4, 3, 64, 64);
    Function<NDManager, NDList> picture = m -> new NDList(Filling.formula(m, pictures, 9));
    Function<NDManager, NDList> text = m -> new NDList(Reference.tokens(m, 2, 9, 31));
    return Stream.of(
        Arguments.of(ResNet.resnet18(10), picture),
        Arguments.of(ResNet.resnet50(10), picture),
        // Without the head, which drops out.
        Arguments.of(Models.of("mobilenet_v3_small", 10).getChildren().get("features"), picture),
        Arguments.of(own(), picture),
        SmallModels.bertAndInputs(),
        SmallModels.transformerAndInputs(),
        Arguments.of(Gpt.of(new GptConfig(31, 16, 24, 3, 3, 0)), text),
        Arguments.of(
            Llama.of(new LlamaConfig(31, 16, 24, 40, 2, 6, 2, 10_000, 1e-5, false)), text));
  }

  /** A block of a user's own; the second checkpointed part has others in it. */
  private static Block own() {
    var model = new SequentialBlock().add(Checkpointed.of(convolution(4)));
    var outer =
        new SequentialBlock()
            .add(Checkpointed.of(convolution(6)))
            .add(ResNet.of("resnet8", 5, 6))
            .add(Activation::tanh);
    return model.add(Checkpointed.of(outer));
  }

  private static Block convolution(int filters) {
    return new SequentialBlock()
        .add(
            ai.djl.nn.convolutional.Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .build())
        .add(BatchNorm.builder().build())
        .add(Activation::relu);
  }

  @ParameterizedTest
  @MethodSource("families")
  void gradientsAndStatisticsStay(Block model, Function<NDManager, NDList> inputs) {
    Seed.set(3);
    NDList given = inputs.apply(manager);
    model.initialize(manager, DataType.FLOAT32, given.getShapes());
    List<NDArray> before = copies(model);
    List<NDArray> weights = weights(model);
    float[][] kept = floats(Gradients.of(loss(model, given), weights, manager));
    List<NDArray> after = copies(model);
    restore(model, before);

    float[][] again = floats(checkpointed(model, given, weights));

    for (int i = 0; i < kept.length; i++) {
      float most =
          IntStream.range(0, kept[i].length).mapToObj(index(kept[i])).reduce(0f, Math::max);
      for (int j = 0; j < kept[i].length; j++) {
        assertThat(again[i][j])
            .as("%d, %d", i, j)
            .isCloseTo(kept[i][j], within(1e-5f * most + 1e-9f));
      }
    }
    assertThat(copies(model)).hasSameSizeAs(after).containsExactlyElementsOf(after);
  }

  private static IntFunction<Float> index(float[] values) {
    return i -> Math.abs(values[i]);
  }

  private static float[][] floats(NDList arrays) {
    return arrays.stream().map(NDArray::toFloatArray).toArray(float[][]::new);
  }

  private List<NDArray> weights(Block model) {
    List<NDArray> weights =
        StateDict.of(model).parameters().values().stream()
            .filter(Parameter::requiresGradient)
            .map(Parameter::getArray)
            .toList();
    weights.forEach(weight -> weight.setRequiresGradient(true));
    return weights;
  }

  private List<NDArray> copies(Block model) {
    return StateDict.of(model).parameters().values().stream()
        .map(p -> p.getArray().stopGradient().duplicate())
        .toList();
  }

  private static void restore(Block model, List<NDArray> copies) {
    try (var off = GradMode.off()) {
      assertThat(off).isNotNull();
      int i = 0;
      for (Parameter parameter : StateDict.of(model).parameters().values()) {
        copies.get(i++).copyTo(parameter.getArray());
      }
    }
  }

  /** Mean square of all outputs less 1. */
  private NDArray loss(Block model, NDList inputs) {
    try (var on = GradMode.on()) {
      assertThat(on).isNotNull();
      NDList outputs = model.forward(new ParameterStore(manager, false), inputs, true);
      return Functional.float32(outputs.head()).sub(1f).square().mean();
    }
  }

  private NDList checkpointed(Block model, NDList inputs, List<NDArray> weights) {
    try (var checkpoints = ActivationCheckpoints.begin(manager, 7)) {
      var sums = weights.stream().map(w -> manager.zeros(w.getShape())).toList();
      NDArray loss = loss(model, inputs);
      double value = loss.getFloat();
      assertThat(checkpoints.isUnused()).isFalse();
      NDArray rest = checkpoints.backward(loss, weights, sums, 1, LossScale.NONE);
      assertThat(rest.getFloat()).isEqualTo((float) value);
      NDList last = Gradients.of(rest, weights, manager);
      var all = new NDList();
      for (int i = 0; i < sums.size(); i++) {
        all.add(sums.get(i).add(last.get(i)));
      }
      return all;
    }
  }

  /** What dropout leaves out is left out again: the gradient is the slope of the loss. */
  @Test
  void dropoutIsTheSameBothTimes() {
    Seed.set(3);
    var model = Gpt.of(new GptConfig(31, 16, 24, 3, 3, 0.3));
    var inputs = new NDList(Reference.tokens(manager, 2, 9, 31));
    model.initialize(manager, DataType.FLOAT32, inputs.getShapes());
    List<NDArray> weights = weights(model);
    Seed.restartEngine("test");
    NDList gradient = checkpointed(model, inputs, weights);
    double slope = gradient.stream().mapToDouble(g -> g.square().sum().getFloat()).sum();
    double step = 2e-3 / Math.sqrt(slope);
    double rise =
        lossAt(model, inputs, weights, gradient, step)
            - lossAt(model, inputs, weights, gradient, -step);
    assertThat(rise / (2 * step)).isCloseTo(slope, within(0.01 * slope));
  }

  private double lossAt(
      Block model, NDList inputs, List<NDArray> weights, NDList direction, double step) {
    List<NDArray> before = copies(model);
    try (var off = GradMode.off();
        var checkpoints = ActivationCheckpoints.begin(manager, 7)) {
      for (int i = 0; i < weights.size(); i++) {
        weights.get(i).addi(direction.get(i).mul((float) step));
      }
      Seed.restartEngine("test");
      assertThat(off).isNotNull();
      assertThat(checkpoints.isUnused()).isTrue();
      return loss(model, inputs).getFloat();
    } finally {
      restore(model, before);
    }
  }

  /** Two texts, again and again, each token its own target. */
  private static MadeBatches sameTokens(int batches) {
    return new MadeBatches(
        batches,
        2,
        (m, step) -> {
          NDArray ids = Reference.tokens(m, 2, 9, 31);
          return new Batch(new NDList(ids), new NDList(ids));
        });
  }

  private static double[] losses(Block model, Optimizer optimizer, Recipe recipe) {
    var loader = sameTokens(24);
    return Learner.tokens(loader, null, 31, 9, model)
        .optimizer(optimizer)
        .recipe(recipe)
        .fit(1)
        .stepLosses();
  }

  private double[] gptLosses(Recipe recipe, double dropout) {
    Seed.set(5);
    return losses(
        Gpt.of(new GptConfig(31, 16, 24, 3, 3, dropout)), AdamW.of(0.01).weightDecay(0.01), recipe);
  }

  @Test
  void aLearnerLearnsTheSame() {
    for (Recipe recipe :
        List.of(
            Recipe.standard(),
            Recipe.standard().accumulate(3),
            Recipe.standard().clipNorm(0.5).bfloat16(),
            Recipe.standard().clipNorm(0.5).float16())) {
      double[] kept = gptLosses(recipe, 0);
      double[] again = gptLosses(recipe.activationCheckpointing(), 0);
      assertThat(kept[kept.length - 1]).isLessThan(0.95 * kept[0]);
      for (int i = 0; i < kept.length; i++) {
        assertThat(again[i])
            .as("%s, step %d", recipe, i)
            .isCloseTo(kept[i], within(1e-5 * kept[0]));
      }
    }
  }

  @Test
  void runsWithDropoutRepeat() {
    assertThat(gptLosses(AGAIN, 0.2)).isEqualTo(gptLosses(AGAIN, 0.2));
  }

  /** What a process needed at most while it learned, in MiB, and how long a step took. */
  private static double[] peak(String... recipe) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Peak.class.getName());
    command.addAll(List.of(recipe));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072"); // what is freed is given back
    var process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    String[] words = printed.substring(printed.lastIndexOf("peak")).split("\\s+", -1);
    return new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])};
  }

  /**
   * Sixteen layers keep some fifteen arrays of (2048, 256) floats each, which is 500 MiB; what else
   * a process holds differs by some tens. The sixteen parts of the other model keep some four of
   * (8192, 256).
   */
  @ParameterizedTest
  @ValueSource(strings = {"gpt", "own"})
  @EnabledOnOs(OS.LINUX)
  void memoryFalls(String model) throws Exception {
    double[] kept = peak(model, "kept");
    double[] again = peak(model, "again");
    System.out.printf(
        "%s: kept %.0f MiB, %.2f s a step; again %.0f MiB, %.2f s%n",
        model, kept[0], kept[1], again[0], again[1]);
    assertThat(again[0]).isLessThan(kept[0] - 250);
  }

  /** Learns two steps and says what that needed. */
  static final class Peak {

    private Peak() {}

    public static void main(String[] arguments) throws IOException {
      var history =
          (arguments[0].equals("gpt") ? gpt() : own())
              .optimizer(AdamW.of(0.001))
              .recipe(arguments[1].equals("kept") ? Recipe.standard() : AGAIN)
              .fit(1);
      String status = Files.readString(Path.of("/proc/self/status"));
      String peak = status.replaceAll("(?s).*VmHWM:\\s+(\\d+) kB.*", "$1");
      System.out.printf(
          Locale.ROOT,
          "peak %f %f%n",
          Double.parseDouble(peak) / 1024,
          Objects.requireNonNull(history.rows().get(0).values().get(History.SECONDS)) / 2);
    }

    private static Learner gpt() {
      var shape = new Shape(8, 256);
      var loader =
          new MadeBatches(
              2,
              8,
              (m, step) ->
                  new Batch(
                      new NDList(m.zeros(shape, DataType.INT64)),
                      new NDList(m.zeros(shape, DataType.INT64))));
      var model = Gpt.of(new GptConfig(31, 256, 256, 16, 4, 0));
      return Learner.tokens(loader, null, 31, 256, model);
    }

    private static Learner own() {
      var loader =
          new MadeBatches(
              2,
              8192,
              (m, step) ->
                  new Batch(
                      new NDList(m.zeros(new Shape(8192, 64))),
                      new NDList(m.zeros(new Shape(8192), DataType.INT64))));
      var model = new SequentialBlock();
      for (int i = 0; i < 16; i++) {
        model.add(
            Checkpointed.of(
                new SequentialBlock()
                    .add(Linear.builder().setUnits(256).build())
                    .add(Activation::tanh)
                    .add(Linear.builder().setUnits(256).build())
                    .add(Activation::tanh)
                    .add(Linear.builder().setUnits(64).build())));
      }
      model.add(Linear.builder().setUnits(10).build());
      return Learner.classifier(
          loader, null, Arrays.asList("0123456789".split("")), new Shape(64), model);
    }
  }

  @Test
  void frozenLayersAreGoneThroughOnce() {
    for (String pattern : List.of("transformer.h.0.*", "transformer.w*", "*ln_1*")) {
      double[][] both = new double[2][];
      for (int i = 0; i < 2; i++) {
        Seed.set(5);
        var loader = sameTokens(4);
        var learner =
            Learner.tokens(loader, null, 31, 9, Gpt.of(new GptConfig(31, 16, 24, 3, 3, 0)));
        learner.freeze(pattern);
        both[i] =
            learner
                .optimizer(Sgd.of(0.1))
                .recipe(i == 0 ? Recipe.standard() : AGAIN)
                .fit(1)
                .stepLosses();
      }
      assertThat(both[1]).as(pattern).containsExactly(both[0], within(1e-5));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var lenet = LeNet.lenet5(10);
    var loader =
        new MadeBatches(
            1,
            2,
            (m, step) ->
                new Batch(
                    new NDList(m.zeros(new Shape(2, 1, 28, 28))),
                    new NDList(m.zeros(new Shape(2), DataType.INT64))));
    List<String> classes = Arrays.asList("0123456789".split(""));
    var learner = Learner.classifier(loader, null, classes, new Shape(1, 28, 28), lenet);
    assertThatThrownBy(() -> learner.recipe(AGAIN).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("LeNet has none. Put Checkpointed.of(…)");
    assertThat(learner.recipe(Recipe.standard()).fit(1).stepLosses()).hasSize(1);
    assertThatThrownBy(() -> losses(Gpt.of(new GptConfig(31, 16, 24, 3, 3, 0)), Lbfgs.of(1), AGAIN))
        .hasMessageContaining("activationCheckpointing()");
    try (var open = ActivationCheckpoints.begin(manager)) {
      assertThat(open.isUnused()).isTrue();
      assertThatThrownBy(() -> ActivationCheckpoints.begin(manager))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
