package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import lungo.metrics.Predictions;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.torch.Gradients;
import lungo.torch.Losses;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with torchvision; {@code src/test/python/image_models_reference.py} made the values. */
class ImageModelsTest {

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  static Stream<String> all() throws IOException {
    return Filling.reference("image_models").keySet().stream();
  }

  /** So large that comparing them takes long. */
  private static final Set<String> LARGE =
      Set.of(
          "vgg11",
          "vgg13_bn",
          "vgg16",
          "vgg16_bn",
          "vgg19",
          "vgg19_bn",
          "resnext101_32x8d",
          "resnext101_64x4d",
          "wide_resnet101_2",
          "convnext_base",
          "convnext_large",
          "vit_b_16",
          "vit_l_16",
          "vit_l_32");

  static Stream<String> computed() throws IOException {
    return withLogits().filter(name -> !LARGE.contains(name));
  }

  static Stream<String> large() throws IOException {
    return withLogits().filter(LARGE::contains);
  }

  private static Stream<String> withLogits() throws IOException {
    JsonObject references = Filling.reference("image_models");
    return references.keySet().stream()
        .filter(name -> references.getAsJsonObject(name).has("logits"));
  }

  private static Block network(String architecture, int classes) {
    return Models.of(architecture, classes, architecture.equals("lenet5") ? 1 : 3);
  }

  private static Block filled(String architecture, NDManager manager, Shape input) {
    Block model = network(architecture, 10);
    var names = new TreeSet<>(StateDict.of(model).parameters().keySet());
    return Filling.fill(model, manager, input, names);
  }

  private static Shape shape(JsonArray sizes) {
    return new Shape(sizes.asList().stream().mapToLong(JsonElement::getAsLong).toArray());
  }

  @Test
  void everyImageModelHasAReference() throws IOException {
    assertThat(all()).containsExactlyInAnyOrderElementsOf(Models.names());
  }

  /** Those two are compared by ResNetTest. */
  @Test
  void eachImageModelIsComparedByItsLogits() throws IOException {
    assertThat(Stream.concat(withLogits(), Stream.of("resnet18", "resnet50")))
        .containsExactlyInAnyOrderElementsOf(Models.names());
  }

  @ParameterizedTest
  @MethodSource("all")
  void namesShapesAndCountsAreTorchvisions(String architecture) throws Exception {
    var reference = Filling.reference("image_models").getAsJsonObject(architecture);
    var lines = new TreeSet<String>();
    long parameters = 0;
    for (var entry : StateDict.of(network(architecture, 1000)).parameters().entrySet()) {
      Parameter parameter = entry.getValue();
      lines.add(entry.getKey() + " " + Arrays.toString(parameter.getShape().getShape()));
      parameters += parameter.requiresGradient() ? parameter.getShape().size() : 0;
    }
    assertThat(parameters).isEqualTo(reference.get("parameters").getAsLong());
    assertThat(lines).hasSize(reference.get("entries").getAsInt());
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)))
        .as(() -> String.join("\n", lines))
        .isEqualTo(reference.get("names").getAsString());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("large")
  void logitsAndGradientsOfTheLargeAreTorchvisions(String architecture) throws IOException {
    logitsAndGradientsAreTorchvisions(architecture);
  }

  @SuppressWarnings("try")
  @ParameterizedTest
  @MethodSource("computed")
  void logitsAndGradientsAreTorchvisions(String architecture) throws IOException {
    var reference = Filling.reference("image_models").getAsJsonObject(architecture);
    try (var manager = Seed.engine().newBaseManager();
        var grad = GradMode.on()) {
      Shape input = shape(reference.getAsJsonArray("input"));
      Block model = filled(architecture, manager, input);
      var names = List.copyOf(reference.getAsJsonObject("gradient_norms").keySet());
      var weights = new ArrayList<NDArray>();
      for (String name : names) {
        NDArray weight = Objects.requireNonNull(StateDict.of(model).arrays().get(name), name);
        weight.setRequiresGradient(true);
        weights.add(weight);
      }
      NDArray pictures = Filling.formula(manager, input, 1_000_000);
      NDArray logits =
          model.forward(new ParameterStore(manager, false), new NDList(pictures), false).head();
      Filling.assertClose(logits, reference.getAsJsonArray("logits"), 1e-4);
      NDArray loss = Losses.crossEntropy(logits, manager.create(new long[] {3, 7}));
      NDList gradients = Gradients.of(loss, weights, manager);
      for (int i = 0; i < names.size(); i++) {
        double norm =
            Math.sqrt(gradients.get(i).toType(DataType.FLOAT64, false).square().sum().getDouble());
        double expected =
            reference.getAsJsonObject("gradient_norms").get(names.get(i)).getAsDouble();
        assertThat(norm).as(names.get(i)).isCloseTo(expected, within(1e-3 * expected + 1e-7));
      }
    }
  }

  @SuppressWarnings("try")
  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_v3_small", "inception_v3", "ds_cnn_s"})
  void statisticsAndAuxiliaryLogitsOfTrainingAreTorchvisions(String architecture)
      throws IOException {
    var reference = Filling.reference("image_models").getAsJsonObject(architecture);
    try (var manager = Seed.engine().newBaseManager();
        var off = GradMode.off()) {
      Shape input = shape(reference.getAsJsonArray("training_input"));
      Block model = filled(architecture, manager, input);
      NDArray pictures = Filling.formula(manager, input, 1_000_000);
      NDList outputs =
          model.forward(new ParameterStore(manager, false), new NDList(pictures), true);
      if (reference.has("auxiliary_logits")) {
        assertThat(outputs).hasSize(2);
        Filling.assertClose(outputs.get(1), reference.getAsJsonArray("auxiliary_logits"), 1e-4);
      } else {
        assertThat(outputs).hasSize(1);
      }
      var arrays = StateDict.of(model).arrays();
      for (var entry : reference.getAsJsonObject("running_sums").entrySet()) {
        NDArray statistics = Objects.requireNonNull(arrays.get(entry.getKey()));
        double expected = entry.getValue().getAsDouble();
        assertThat(statistics.toType(DataType.FLOAT64, false).sum().getDouble())
            .as(entry.getKey())
            .isCloseTo(expected, within(1e-4 * Math.abs(expected) + 1e-4));
      }
    }
  }

  @SuppressWarnings("try")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lenet5",
        "inception_v3",
        "mobilenet_v3_small",
        "convnext_tiny",
        "vit_b_32",
        "ds_cnn_s"
      })
  void aPassInTrainingLeavesNothingBehindButItsOutputs(String architecture) throws IOException {
    var reference = Filling.reference("image_models").getAsJsonObject(architecture);
    try (var manager = NDManager.newBaseManager();
        var off = GradMode.off()) {
      Block model = network(architecture, 10);
      Shape input = shape(reference.getAsJsonArray("input"));
      model.initialize(manager, DataType.FLOAT32, input);
      try (var step = manager.newSubManager()) {
        NDArray images = step.zeros(input);
        NDList outputs =
            model.forward(new ParameterStore(manager, false), new NDList(images), true);
        var left = new ArrayList<NDArray>(outputs);
        left.add(images);
        assertThat(step.getManagedArrays()).containsExactlyInAnyOrderElementsOf(left);
      }
    }
  }

  /** Within 5 %: what a ReLU keeps for a dropout behind it is not counted, for one. */
  @ParameterizedTest
  @MethodSource("computed")
  void aSummarySaysWhatPyTorchKeepsForTheBackwardPass(String architecture) throws IOException {
    var reference = Filling.reference("image_models").getAsJsonObject(architecture);
    String size = reference.has("training_input") ? "training_input" : "input";
    Shape input = shape(reference.getAsJsonArray(size));
    var summary = Summary.of(network(architecture, 1000), input);
    assertThat((double) summary.activationBytes())
        .isCloseTo(reference.get("kept").getAsDouble(), withinPercentage(5));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aConfigurationBuildsTheSameNetwork(String architecture) {
    Block model = Models.of(architecture, 7, 2);
    Block again = Models.build(model.getCustomMetadata());
    assertThat(again.getCustomMetadata()).isEqualTo(model.getCustomMetadata());
    assertThat(again).hasToString(architecture + " (2 channels, 7 classes)");
    assertThat(StateDict.of(again)).hasToString(StateDict.of(model).toString());
  }

  @Test
  void dropoutFollowsTheSeed() {
    try (var manager = Seed.engine().newBaseManager()) {
      var dropout = new Dropout(0.3);
      NDArray ones = manager.ones(new Shape(100, 100));
      Seed.set(4);
      float[] first = dropped(dropout, ones);
      Seed.set(4);
      assertThat(dropped(dropout, ones)).isEqualTo(first);
      Seed.set(5);
      assertThat(dropped(dropout, ones)).isNotEqualTo(first);
      int zeros = 0;
      for (float value : first) {
        zeros += value == 0 ? 1 : 0;
        assertThat(value).isIn(0f, 1 / 0.7f);
      }
      // 10,000 draws: 0.3 ± 4 · √(0.3 · 0.7 / 10,000).
      assertThat(zeros / 10_000.0).isCloseTo(0.3, within(0.018));
    }
    assertThatThrownBy(() -> new Dropout(1)).hasMessageContaining("in [0, 1), got 1.0");
  }

  private static float[] dropped(Dropout dropout, NDArray x) {
    return dropout
        .forward(new ParameterStore(x.getManager(), false), new NDList(x), true)
        .head()
        .toFloatArray();
  }

  @Test
  void anUnknownNameListsTheNamesAndTheNearest() {
    assertThatThrownBy(() -> Models.of("vgg16bn", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no architecture 'vgg16bn'; there are: lenet5, alexnet, vgg11,")
        .hasMessageEndingWith("; did you mean 'vgg16_bn'?");
    assertThatThrownBy(() -> Models.of("transformer-xl", 10)).hasMessageNotContaining("mean");
    assertThatThrownBy(() -> Models.of("vgg11"))
        .hasMessageContaining("Models.of(\"vgg11\", classes)");
    assertThatThrownBy(() -> Models.build(Map.of("architecture", "vgg11")))
        .hasMessageContaining("no 'classes'");
  }

  @Test
  void noClassesOrChannelsAreRefusedByEachNetwork() {
    for (String name : Models.names()) {
      assertThatThrownBy(() -> Models.of(name, 0))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("classes and channels must be 1 or more, got 0 and 3");
      assertThatThrownBy(() -> Models.of(name, 10, 0))
          .as(name)
          .hasMessage("classes and channels must be 1 or more, got 10 and 0");
    }
    assertThatThrownBy(() -> Mlp.of(784, 0))
        .hasMessage("an MLP needs two widths or more, each 1 or more, got [784, 0]");
    assertThatThrownBy(() -> TabularConfig.of(List.of(), 3, 0))
        .hasMessage("outputs must be 1 or more, got 0");
    assertThatThrownBy(() -> new Predictions(List.of()))
        .hasMessage("expected two classes or more, got []");
  }

  @Test
  void stochasticDepthLeavesOutWholeExamples() {
    try (var manager = Seed.engine().newBaseManager()) {
      NDArray ones = manager.ones(new Shape(1000, 2, 3));
      NDArray kept =
          new StochasticDepth(0.25)
              .forward(new ParameterStore(manager, false), new NDList(ones), true)
              .head();
      float[] sums = kept.sum(new int[] {1, 2}).toFloatArray();
      int left = 0;
      for (float sum : sums) {
        // 6 values of 1 / (1 - 0.25) = 4 / 3, or none.
        assertThat((double) sum).isIn(0.0, 8.0);
        left += sum == 0 ? 1 : 0;
      }
      // 0.25 ± 4 · √(0.25 · 0.75 / 1000).
      assertThat(left / 1000.0).isCloseTo(0.25, within(0.055));
    }
  }

  @Test
  void aVisionTransformerTakesTheSizeThatItWasMadeFor() {
    var model = VisionTransformer.of("vit_b_16", 10, 3, 96);
    assertThat(model.outputShape(new Shape(2, 3, 96, 96))).isEqualTo(new Shape(2, 10));
    assertThat(Models.build(model.getCustomMetadata()).getCustomMetadata())
        .containsEntry("size", "96");
    assertThatThrownBy(() -> model.outputShape(new Shape(2, 3, 224, 224)))
        .hasMessageContaining("made for pictures of 96×96, got (2, 3, 224, 224)");
    assertThatThrownBy(() -> VisionTransformer.of("vit_b_16", 10, 3, 100))
        .hasMessageContaining("got 100 and 16");
  }

  @Test
  void aKeywordSpotterTakesThePapersFeatures() {
    var summary = Summary.of(KeywordSpotter.dsCnnS(12), new Shape(1, 1, 49, 10));
    long maps = 25 * 5; // Half of 49 and 10, rounded up as the paper's padding does.
    long blocks = 4 * maps * 64 * (3 * 3 + 64);
    assertThat(summary.multiplyAdds()).isEqualTo(maps * 64 * 10 * 4 + blocks + 64 * 12);
    long weights = 64 * 10 * 4 + 4 * 64 * (3 * 3 + 64) + 9 * 2 * 64 + 12 * 65;
    assertThat(summary.trainable()).isEqualTo(weights);
  }

  @Test
  void picturesThatAreTooSmallAreRefused() {
    assertThatThrownBy(() -> Summary.of(AlexNet.alexnet(10), new Shape(1, 3, 32, 48)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alexnet expects images of 63×63 pixels or more, got (1, 3, 32, 48)");
  }
}
