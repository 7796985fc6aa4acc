package lungo.explain;

import static lungo.explain.Explain.explain;
import static lungo.explain.References.assertClose;
import static lungo.explain.References.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lungo.models.SmallModels;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.training.Learner;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compared with Captum; {@code src/test/python/explain_reference.py} made the values. */
class ExplainerTest {

  private static final List<String> CLASSES =
      IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();

  private final NDManager manager = Seed.engine().newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Learner learner(Block model, long... shape) {
    var loader = new NoLoader();
    return Learner.classifier(loader, null, CLASSES, new Shape(shape), model);
  }

  private Learner lenet() {
    return learner(SmallModels.lenet(manager), 1, 28, 28);
  }

  private NDArray picture() {
    return SmallModels.numbers(manager, new Shape(1, 1, 28, 28), 1_000_000);
  }

  @Test
  void saliencyIsCaptums() {
    var found = explain(lenet()).saliency().about("class 3").of(picture());
    assertClose(found.values(), numbers(References.of("lenet"), "saliency"));
    float[] heat = found.heat();
    assertThat(heat[400]).isEqualTo(Math.abs(found.values()[400]));
    assertThat(found.completeness()).isEmpty();
  }

  @Test
  void smoothGradIsTheMeanOfCaptumsSaliencies() {
    float[][] noise = new float[4][784];
    float[] drawn = SmallModels.numbers(manager, new Shape(4 * 784), 1_000_001).toFloatArray();
    for (int i = 0; i < drawn.length; i++) {
      noise[i / 784][i % 784] = 0.3f * drawn[i];
    }
    float[] values =
        lenet().lend(m -> Saliency.smooth(Probe.ofInput(m), picture(), 3, noise).values());
    assertClose(values, numbers(References.of("lenet"), "smoothgrad"));
  }

  @Test
  void smoothGradFollowsFromTheSeed() {
    var learner = lenet();
    Seed.set(1);
    float[] first = explain(learner).smoothGrad(3, 0.2).of(picture()).values();
    assertThat(explain(learner).smoothGrad(3, 0.2).of(picture()).values()).isEqualTo(first);
    Seed.set(2);
    assertThat(explain(learner).smoothGrad(3, 0.2).of(picture()).values()).isNotEqualTo(first);
    float[] plain = explain(learner).saliency().of(picture()).values();
    assertThat(explain(learner).smoothGrad(2, 0).of(picture()).values())
        .containsExactly(plain, within(1e-6f));
  }

  @Test
  void integratedGradientsAreCaptumsAndAddUp() {
    JsonObject reference = References.of("lenet");
    var found = explain(lenet()).integratedGradients().about("class 3").of(picture());
    assertClose(found.values(), numbers(reference, "integrated"));
    var completeness = found.completeness().orElseThrow();
    assertThat(completeness.error()).isCloseTo(0, within(1e-4));
    assertThat(completeness.error()).isCloseTo(reference.get("delta").getAsDouble(), within(1e-5));
    assertThat(Math.abs(completeness.difference())).isGreaterThan(0.01);
    double sum = 0;
    for (float value : found.values()) {
      sum += value;
    }
    assertThat(completeness.sum()).isCloseTo(sum, within(1e-9));
  }

  @Test
  void integratedGradientsFromAnotherBaselineAreCaptums() {
    float[] values =
        lenet()
            .lend(
                m -> {
                  NDArray x = m.manager().create(picture().toFloatArray(), picture().getShape());
                  NDArray other = m.manager().full(x.getShape(), -0.4f);
                  return new IntegratedGradients(20).of(Probe.ofInput(m), x, 7, other).values();
                });
    assertClose(values, numbers(References.of("lenet"), "integrated_other"));
  }

  @Test
  void quadratureOfTwoPointsIsExactForCubes() {
    // ∫ x³ dx from 0 to 1 is 1/4; the points are 1/2 ∓ 1/(2√3), the weights 1/2.
    double[][] rule = IntegratedGradients.legendre(2);
    assertThat(rule[0])
        .containsExactly(
            new double[] {0.5 - 0.5 / Math.sqrt(3), 0.5 + 0.5 / Math.sqrt(3)}, within(1e-15));
    double integral = 0;
    for (int i = 0; i < 2; i++) {
      integral += rule[1][i] * Math.pow(rule[0][i], 3);
    }
    assertThat(integral).isCloseTo(0.25, within(1e-15));
  }

  @Test
  void gradCamIsCaptums() {
    var lenet = explain(lenet()).gradCam("conv2").about("class 3").of(picture());
    assertClose(lenet.values(), numbers(References.of("lenet"), "cam"));
    var explainer = explain(learner(SmallModels.resnet18(manager), 3, 32, 32));
    NDArray colour = SmallModels.numbers(manager, new Shape(1, 3, 32, 32), 1_000_000);
    for (String layer : List.of("layer2", "layer3.1.conv2")) {
      var found = explainer.gradCam(layer).about("class 4").of(colour);
      assertClose(found.values(), numbers(References.of("resnet"), layer));
      assertThat(found.array(manager).getShape()).isEqualTo(new Shape(1, 1, 32, 32));
    }
  }

  @Test
  void aLayerThatGradCamCannotTakeIsRefusedWithTheChoices() {
    var explainer = explain(learner(SmallModels.resnet18(manager), 3, 32, 32));
    NDArray colour = SmallModels.numbers(manager, new Shape(1, 3, 32, 32), 1_000_000);
    assertThatThrownBy(() -> explainer.gradCam("layer9").of(colour))
        .hasMessageContaining(
            "no layer 'layer9' gives maps (N, C, H, W); those that do: [conv1, bn1")
        .hasMessageContaining("layer4.1.conv2");
    assertThatThrownBy(() -> explainer.gradCam("fc").of(colour))
        .hasMessageContaining("no layer 'fc' gives maps");
    assertThatThrownBy(() -> explainer.gradCam("layer2.0.bn2").of(colour))
        .hasMessageContaining("what 'layer2.0.bn2' gives is changed in place");
  }

  @Test
  void occlusionIsCaptums() {
    var found = explain(lenet()).occlusion(5, 3).about("class 3").of(picture());
    assertClose(found.values(), numbers(References.of("lenet"), "occlusion"));
    assertThat(found.isSigned()).isTrue();
  }

  @Test
  void rolloutOfAVisionTransformerIsThePapersFormula() {
    var learner = learner(SmallModels.transformerOfPatches(manager), 3, 64, 64);
    NDArray colour = SmallModels.numbers(manager, new Shape(1, 3, 64, 64), 1_000_000);
    double[] expected = numbers(References.of("vit"), "rollout");
    double[][] matrix = learner.lend(m -> Rollout.matrix(m, colour));
    for (int i = 0; i < 25; i++) {
      assertThat(matrix[i / 5][i % 5]).isCloseTo(expected[i], within(1e-5));
    }
    assertThat(IntStream.range(0, 5).mapToDouble(i -> matrix[0][i]).sum())
        .isCloseTo(1, within(1e-6));
    float[] map = explain(learner).rollout().of(colour).values();
    assertThat(map).hasSize(64 * 64);
    // The corners of the enlarged map are the four patches' own numbers.
    assertThat((double) map[0]).isCloseTo(expected[1], within(1e-5));
    assertThat((double) map[64 * 64 - 1]).isCloseTo(expected[4], within(1e-5));
    assertThatThrownBy(() -> explain(lenet()).rollout().of(picture()))
        .hasMessageContaining("attention rollout needs a model with layers of attention");
  }

  @Test
  void nothingOfTheLearnerChanges() {
    Block model = SmallModels.resnet18(manager);
    var learner = learner(model, 3, 32, 32);
    learner.freeze("conv1*");
    Map<String, float[]> before = values(model);
    boolean isRecording = GradMode.isOn();
    NDArray colour = SmallModels.numbers(manager, new Shape(1, 3, 32, 32), 1_000_000);
    try (var off = GradMode.off()) {
      assertThat(off).isNotNull();
      var explainer = explain(learner);
      explainer.saliency().of(colour);
      explainer.integratedGradients(5).of(colour);
      explainer.gradCam("layer4.1.conv2").of(colour);
      explainer.judge(explainer.occlusion(8, 8).of(colour));
      assertThat(GradMode.isOn()).isFalse();
    }
    assertThat(GradMode.isOn()).isEqualTo(isRecording);
    assertThat(colour.hasGradient()).isFalse();
    Map<String, float[]> after = values(model);
    before.forEach((name, array) -> assertThat(after.get(name)).as(name).isEqualTo(array));
    StateDict.of(model)
        .parameters()
        .forEach((name, p) -> assertThat(p.requiresGradient()).as(name).isEqualTo(isTrained(name)));
  }

  private static boolean isTrained(String name) {
    return !name.startsWith("conv1") && !name.contains("running") && !name.contains("num_batches");
  }

  private static Map<String, float[]> values(Block model) {
    var values = new LinkedHashMap<String, float[]>();
    StateDict.of(model)
        .parameters()
        .forEach(
            (name, p) -> {
              if (!name.contains("num_batches")) {
                values.put(name, p.getArray().toFloatArray());
              }
            });
    return values;
  }

  @Test
  void whatIsNoChoiceIsRefused() {
    var explainer = explain(lenet());
    assertThatThrownBy(() -> explainer.saliency().about("cat"))
        .hasMessage("no class 'cat'; there are: " + CLASSES);
    assertThatThrownBy(() -> explainer.integratedGradients(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> explainer.smoothGrad(0, 0.1)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> explainer.smoothGrad(5, -1)).hasMessageContaining("got -1.0");
    assertThatThrownBy(() -> explainer.occlusion(3, 4)).hasMessageContaining("size 3, stride 4");
    assertThatThrownBy(() -> explainer.baseline(Baseline.BLACK))
        .hasMessageContaining("not trained on pictures");
    assertThatThrownBy(() -> explainer.saliency().of(picture()).overlay())
        .hasMessageContaining("is no picture");
  }
}
