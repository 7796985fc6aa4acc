package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.models.Models;
import lungo.optim.Sgd;
import lungo.random.Seed;
import lungo.weights.LoadedWeights;
import lungo.weights.Safetensors;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained network learns other classes: its weights from a file, a new head, the rest frozen. */
class FineTuningTest {

  private static final Path FASHION = Path.of("../datasets/fashion-mnist");

  private final Path folder;

  FineTuningTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void seed() {
    Seed.set(7);
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private static ImageBatches data() {
    return ImageData.open(FASHION).split(0.1).normalize().batch(100);
  }

  private static Map<String, float[]> weights(Block model) {
    var values = new LinkedHashMap<String, float[]>();
    StateDict.of(model).arrays().forEach((name, array) -> values.put(name, copy(array)));
    return values;
  }

  private static float[] copy(NDArray array) {
    return array.toFloatArray();
  }

  @Test
  void aNewHeadLearnsOnFrozenFeaturesAndThenAllDoes() {
    var data = data();
    Path file = folder.resolve("model.safetensors");
    var first = Learner.classifier(data, Models.of("lenet5", 10, 1)).optimizer(Sgd.of(0.1));
    first.fitSteps(60, Schedules.constant(0.1));
    Map<String, float[]> trained = weights(first.model());
    trained.keySet().removeIf(name -> name.startsWith("fc3"));
    StateDict.of(first.model()).save(file);
    cutHead(file);

    Seed.set(8);
    var learner = Learner.classifier(data, Models.of("lenet5", 10, 1)).optimizer(Sgd.of(0.1));
    LoadedWeights loaded = StateDict.of(learner.model()).loadPartly(file);
    assertThat(loaded.fresh()).containsExactly("fc3.weight", "fc3.bias");
    learner.freeze("*").unfreeze(loaded.fresh());
    float[] head = Objects.requireNonNull(weights(learner.model()).get("fc3.weight"));
    assertThat(learner.summary().trainable()).isEqualTo(84 * 10 + 10);

    double[] losses = learner.fitSteps(60, Schedules.constant(0.1)).stepLosses();
    assertThat(losses[losses.length - 1]).isLessThan(0.6 * losses[0]);
    Map<String, float[]> tuned = weights(learner.model());
    trained.forEach((name, values) -> assertThat(tuned.get(name)).as(name).isEqualTo(values));
    assertThat(tuned.get("fc3.weight")).isNotEqualTo(head);

    learner.unfreeze("*").fitSteps(2, Schedules.constant(0.01));
    assertThat(weights(learner.model()).get("conv1.weight"))
        .isNotEqualTo(trained.get("conv1.weight"));
    assertThat(learner.summary().trainable()).isEqualTo(61_706);
  }

  /** As if the file had been trained on two classes. */
  private void cutHead(Path file) {
    try (var manager = Seed.engine().newBaseManager()) {
      var arrays = new LinkedHashMap<String, NDArray>();
      try (var stored = Safetensors.open(file)) {
        stored.names().forEach(name -> arrays.put(name, stored.read(name, manager)));
      }
      arrays.computeIfPresent("fc3.weight", (name, array) -> array.get("0:2"));
      arrays.computeIfPresent("fc3.bias", (name, array) -> array.get("0:2"));
      Safetensors.write(file, arrays, Map.of());
    }
  }
}
