package lungo.explain;

import static lungo.explain.Explain.explain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import lungo.data.ImageData;
import lungo.models.LeNet;
import lungo.optim.Sgd;
import lungo.random.Seed;
import lungo.training.Learner;
import lungo.training.Schedules;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaithfulnessTest {

  private final NDManager manager = Seed.engine().newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** "yes" scores 2a + b - c, "no" 0. */
  private Learner linear() {
    var model = Linear.builder().setUnits(2).optBias(false).build();
    Objects.requireNonNull(StateDict.of(model).parameters().get("weight"))
        .setInitializer(
            (m, shape, type) -> m.create(new float[] {2, 1, -1, 0, 0, 0}, new Shape(2, 3)));
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    return Learner.classifier(new NoLoader(), null, List.of("yes", "no"), new Shape(3), model);
  }

  private static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  @Test
  void theArithmeticOfALinearModel() {
    NDArray ones = manager.ones(new Shape(1, 3));
    var explainer = explain(linear());
    var found = explainer.integratedGradients(3).about("yes").of(ones);
    assertThat(found.values()).containsExactly(new float[] {2, 1, -1}, within(1e-6f));
    var judged = explainer.judge(found);
    // From 2 + 1 - 1 without a, then without b, then without c; inserted the other way round.
    assertThat(judged.fractions()).containsExactly(0.0, 1 / 3.0, 2 / 3.0, 1.0);
    double[] deletion = {sigmoid(2), sigmoid(0), sigmoid(-1), sigmoid(0)};
    double[] insertion = {sigmoid(0), sigmoid(2), sigmoid(3), sigmoid(2)};
    for (int i = 0; i < 4; i++) {
      assertThat(judged.deletion().get(i)).isCloseTo(deletion[i], within(1e-6));
      assertThat(judged.insertion().get(i)).isCloseTo(insertion[i], within(1e-6));
    }
    double area = (deletion[0] / 2 + deletion[1] + deletion[2] + deletion[3] / 2) / 3;
    assertThat(judged.deletionArea()).isCloseTo(area, within(1e-6));
    assertThat(judged.deletionArea()).isLessThan(judged.randomDeletionArea());
    assertThat(judged.insertionArea()).isGreaterThan(judged.randomInsertionArea());
    assertThat(judged.chart().getSeriesCollection()).hasSize(4);
    assertThat(judged.toString()).contains("integrated gradients, 3 steps for yes: deletion 0.");
  }

  /** A trained network's reasons against its own chance, over pictures that it has not seen. */
  @Test
  void reasonsOfATrainedNetworkBeatRandomOrders() {
    Seed.set(5);
    var data =
        ImageData.open(Path.of("../datasets/fashion-mnist")).split(0.1).normalize().batch(100);
    var learner = Learner.classifier(data, LeNet.lenet5(10)).optimizer(Sgd.of(0.1).momentum(0.9));
    learner.fit(1, Schedules.oneCycle(0.05));
    var explainer = explain(learner).baseline(Baseline.BLACK);
    double deletion = 0;
    double insertion = 0;
    double randomDeletion = 0;
    double randomInsertion = 0;
    for (int i = 0; i < 10; i++) {
      var judged = explainer.judge(explainer.integratedGradients(20).of(data.test().image(i)));
      deletion += judged.deletionArea() / 10;
      insertion += judged.insertionArea() / 10;
      randomDeletion += judged.randomDeletionArea() / 10;
      randomInsertion += judged.randomInsertionArea() / 10;
    }
    assertThat(deletion).isLessThan(randomDeletion);
    assertThat(insertion).isGreaterThan(randomInsertion);
    Seed.set(0);
  }

  @Test
  void occlusionOfWhatIsNoPictureIsRefused() {
    assertThatThrownBy(() -> explain(linear()).occlusion(1, 1).of(manager.ones(new Shape(1, 3))))
        .hasMessage("occlusion by 1×1 explains pictures (1, C, H, W), got (1, 3)");
  }

  @Test
  void curvesOfOtherLengthsAreRefused() {
    assertThatThrownBy(
            () ->
                new Faithfulness(
                    "m", "t", List.of(0.0, 1.0), List.of(1.0), List.of(), List.of(), List.of()))
        .hasMessage("each curve needs 2 points, got 1");
  }
}
