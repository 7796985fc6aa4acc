package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with torchvision; {@code src/test/python/resnet_reference.py} made the values. */
class ResNetTest {

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void namesShapesAndOrderAreTorchvisions(String architecture) throws IOException {
    var reference = Filling.reference(architecture);
    var shapes = new ArrayList<String>();
    StateDict.of(ResNet.of(architecture, 10))
        .parameters()
        .forEach((name, p) -> shapes.add(name + " " + List.of(boxed(p.getShape()))));
    var expected = new ArrayList<String>();
    reference
        .getAsJsonObject("shapes")
        .entrySet()
        .forEach(e -> expected.add(e.getKey() + " " + numbers(e.getValue())));
    assertThat(shapes).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void logitsGradientsAndStatisticsAreTorchvisions(String architecture) throws IOException {
    var reference = Filling.reference(architecture);
    try (var manager = Engine.getInstance().newBaseManager();
        var grad = GradMode.on()) {
      assertThat(grad).isNotNull();
      var model = filled(architecture, manager);
      var store = new ParameterStore(manager, false);
      NDArray images = Filling.formula(manager, new Shape(2, 3, 64, 64), 1_000_000);

      NDArray evaluated = model.forward(store, new NDList(images), false).head();
      assertClose(evaluated, reference.get("eval_logits"), 1e-4f);

      NDArray trained;
      try (var collector = Engine.getInstance().newGradientCollector()) {
        trained = model.forward(store, new NDList(images), true).head();
        NDArray crossEntropy = crossEntropy(manager, trained);
        assertThat(crossEntropy.getFloat())
            .isCloseTo(reference.get("loss").getAsFloat(), within(1e-4f));
        collector.backward(crossEntropy);
      }
      assertClose(trained, reference.get("train_logits"), 1e-3f);
      assertGradients(model, reference.getAsJsonObject("gradient_norms"));
      assertStatistics(model, reference);
    }
  }

  private static NDArray crossEntropy(NDManager manager, NDArray logits) {
    NDArray chosen = manager.zeros(new Shape(2, 10));
    chosen.set(new NDIndex(0, 3), 1);
    chosen.set(new NDIndex(1, 7), 1);
    return logits.logSoftmax(1).mul(chosen).sum().neg().div(2);
  }

  private static void assertGradients(ResNet model, JsonObject norms) {
    var parameters = StateDict.of(model).parameters();
    norms
        .entrySet()
        .forEach(
            e -> {
              NDArray gradient =
                  Objects.requireNonNull(parameters.get(e.getKey())).getArray().getGradient();
              double norm = Math.sqrt(gradient.square().sum().getFloat());
              double expected = e.getValue().getAsDouble();
              assertThat(norm).as(e.getKey()).isCloseTo(expected, within(1e-3 * expected + 1e-5));
            });
  }

  private static void assertStatistics(ResNet model, JsonObject reference) {
    var arrays = StateDict.of(model).arrays();
    reference
        .getAsJsonObject("running_sums")
        .entrySet()
        .forEach(
            e -> {
              double sum = 0;
              for (float v : Objects.requireNonNull(arrays.get(e.getKey())).toFloatArray()) {
                sum += v;
              }
              double expected = e.getValue().getAsDouble();
              assertThat(sum)
                  .as(e.getKey())
                  .isCloseTo(expected, within(1e-4 * Math.abs(expected) + 1e-3));
            });
    assertThat(Objects.requireNonNull(arrays.get("bn1.num_batches_tracked")).getLong())
        .isEqualTo(reference.get("batches_tracked").getAsLong());
  }

  @Test
  void initialWeightsFollowFromTheSeedAndAreSpreadAsHeSays() {
    try (var manager = NDManager.newBaseManager()) {
      Seed.set(5);
      float[] first = conv(manager, "layer2.0.conv1.weight");
      assertThat(conv(manager, "layer2.0.conv1.weight")).isEqualTo(first);
      Seed.set(6);
      assertThat(conv(manager, "layer2.0.conv1.weight")).isNotEqualTo(first);
      double squares = 0;
      for (float w : first) {
        squares += (double) w * w;
      }
      // 128 outputs of 3×3: the variance is 2 / (128 · 9).
      assertThat(Math.sqrt(squares / first.length))
          .isCloseTo(Math.sqrt(2.0 / (128 * 9)), within(2e-4));
      assertThat(conv(manager, "bn1.weight")).containsOnly(1f);
      for (float w : conv(manager, "fc.weight")) {
        assertThat(Math.abs(w)).isLessThanOrEqualTo((float) (1 / Math.sqrt(512)));
      }
    }
  }

  private static float[] conv(NDManager manager, String name) {
    var model = ResNet.of("resnet18", 10, 1);
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
    return Objects.requireNonNull(StateDict.of(model).arrays().get(name)).toFloatArray();
  }

  @Test
  void theSmallStemKeepsTheDetail() {
    Shape[] input = {new Shape(2, 1, 32, 32)};
    var small = ResNet.of("resnet18", 10, 1, ResNet.Stem.SMALL);
    assertThat(small.getOutputShapes(input)).containsExactly(new Shape(2, 10));
    assertThat(small.outputShape(input[0])).isEqualTo(new Shape(2, 10));
    assertThat(Models.build(small.getCustomMetadata()).toString()).isEqualTo(small.toString());
    assertThat(Models.build(small.getCustomMetadata()).getCustomMetadata())
        .isEqualTo(small.getCustomMetadata());
  }

  @Test
  void unknownArchitecturesListTheChoices() {
    assertThatThrownBy(() -> ResNet.of("resnet42", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no architecture 'resnet42'; there are: resnet18, resnet34, resnet50, resnet101,"
                + " resnet152, resnext50_32x4d, resnext101_32x8d, resnext101_64x4d,"
                + " wide_resnet50_2, wide_resnet101_2, resnet8, resnet14, resnet20, resnet32,"
                + " resnet44, resnet56, resnet110; did you mean 'resnet32'?");
    assertThatThrownBy(() -> ResNet.of("resnet18", 0)).hasMessageContaining("got 0 and 3");
  }

  @Test
  void anotherNumberOfChannelsIsNamed() {
    try (var manager = NDManager.newBaseManager()) {
      var model = ResNet.of("resnet18", 10, 1);
      model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
      var colour = new NDList(manager.zeros(new Shape(2, 3, 28, 28)));
      assertThatThrownBy(() -> model.forward(new ParameterStore(manager, false), colour, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("resnet18 expects images (N, 1, H, W), got (2, 3, 28, 28)");
    }
  }

  @Test
  void aForwardPassLeavesNothingBehindButItsOutput() {
    try (var manager = NDManager.newBaseManager();
        var grad = GradMode.off()) {
      assertThat(grad).isNotNull();
      var model = ResNet.of("resnet18", 10, 1);
      model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
      var store = new ParameterStore(manager, false);
      try (var step = manager.newSubManager()) {
        NDArray images = step.zeros(new Shape(2, 1, 28, 28));
        NDArray logits = model.forward(store, new NDList(images), true).head();
        assertThat(step.getManagedArrays()).containsExactlyInAnyOrder(images, logits);
      }
    }
  }

  /** The script's weights. */
  private static ResNet filled(String architecture, NDManager manager) {
    var model = ResNet.of(architecture, 10);
    var names = StateDict.of(model).parameters().keySet();
    return Filling.fill(model, manager, new Shape(2, 3, 64, 64), names);
  }

  private static void assertClose(NDArray actual, JsonElement expected, float tolerance) {
    float[] values = actual.toFloatArray();
    var numbers = expected.getAsJsonArray();
    assertThat(values).hasSize(numbers.size());
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(numbers.get(i).getAsFloat(), within(tolerance));
    }
  }

  private static Long[] boxed(Shape shape) {
    return Arrays.stream(shape.getShape()).boxed().toArray(Long[]::new);
  }

  private static List<Long> numbers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().map(JsonElement::getAsLong).toList();
  }
}
