package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Blocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.models.ResNet;
import lungo.random.Seed;
import lungo.weights.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A model on disk: whole and the same, or refused with the reason. */
class SavedLearnerTest {

  private static final Path FASHION = Path.of("../datasets/fashion-mnist");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  private static ImageBatches data() {
    return ImageData.open(FASHION).split(0.1).normalize().batch(100);
  }

  /** A network with its first weights; {@code seed} tells two apart. */
  static Learner learner(long seed) {
    Seed.set(seed);
    var data = data();
    return Learner.classifier(data, ResNet.of("resnet18", data.classes().size(), data.channels()));
  }

  @Test
  void aLoadedModelPredictsTheSameFromAPicture() {
    var learner = learner(1);
    learner.save(directory);
    var picture = data().test().image(3);
    assertThat(Learner.load(directory).predict(picture).probabilities())
        .isEqualTo(learner.predict(picture).probabilities());
    try (var weights = Safetensors.open(directory.resolve("model.safetensors"))) {
      assertThat(weights.names()).contains("layer4.1.conv2.weight", "bn1.running_mean", "fc.bias");
    }
  }

  @Test
  void savingAgainReplacesTheModelAndLeavesNothingElse() throws IOException {
    learner(1).save(directory);
    var second = learner(2);
    second.save(directory);
    var picture = data().test().image(3);
    assertThat(Learner.load(directory).predict(picture).probabilities())
        .isEqualTo(second.predict(picture).probabilities());
    try (var files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("model.safetensors", "learner.json");
    }
  }

  @Test
  void aLoadedModelTrainsOnOnceItHasData() {
    learner(1).save(directory);
    var loaded = Learner.load(directory);
    assertThatThrownBy(() -> loaded.fit(1)).hasMessageContaining("give it some by data(…)");
    assertThat(loaded.data(data()).summary().trainable()).isEqualTo(11_175_370);
  }

  @Test
  void whatIsNoSavedModelIsRefusedWithTheReason() throws IOException {
    assertThatThrownBy(() -> Learner.load(directory))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("no file " + directory.resolve("learner.json"));
    Files.writeString(directory.resolve("learner.json"), "{");
    assertThatThrownBy(() -> Learner.load(directory)).hasMessageContaining("is no JSON");
    Files.writeString(directory.resolve("learner.json"), "{\"format\": \"other\"}");
    assertThatThrownBy(() -> Learner.load(directory)).hasMessageContaining("got format 'other'");
  }

  @Test
  void tornWeightsAreRefused() throws IOException {
    learner(1).save(directory);
    Path weights = directory.resolve("model.safetensors");
    try (var file = Files.newByteChannel(weights, java.nio.file.StandardOpenOption.WRITE)) {
      file.truncate(Files.size(weights) / 2);
    }
    assertThatThrownBy(() -> Learner.load(directory))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("SHA-256");
  }

  @Test
  void aModelThatCannotBeRebuiltIsNotSavedHalf() {
    var learner = Learner.classifier(data(), Blocks.batchFlattenBlock());
    assertThatThrownBy(() -> learner.save(directory))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("StateDict");
  }

  /** A limit on the size of files stands in for a full disk: writing fails half-way. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFullDiskKeepsTheModelThatWasThere() throws Exception {
    var first = learner(1);
    first.save(directory);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 20000; exec \"$@\"",
                "sh",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                SaveSecond.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(printed)
        .contains("cannot save the model in " + directory)
        .contains("what was there before stays");
    var picture = data().test().image(3);
    assertThat(Learner.load(directory).predict(picture).probabilities())
        .isEqualTo(first.predict(picture).probabilities());
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  /** Saves another model; run in a process of its own. */
  static final class SaveSecond {

    private SaveSecond() {}

    public static void main(String[] arguments) {
      try {
        learner(2).save(Path.of(arguments[0]));
        System.out.println("saved");
      } catch (TrainingException e) {
        System.out.println(e.getMessage());
      }
      System.exit(0);
    }
  }
}
