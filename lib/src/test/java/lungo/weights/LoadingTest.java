package lungo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lungo.models.LeNet;
import lungo.models.ResNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole and partial loading, of one file and of several; {@code
 * src/test/python/safetensors_reference.py} made the shards of the first test.
 */
class LoadingTest {

  private final Path folder;

  LoadingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Path shards() throws URISyntaxException {
    var index =
        Objects.requireNonNull(
            LoadingTest.class.getResource("/lungo/weights/shards/model.safetensors.index.json"));
    return Objects.requireNonNull(Path.of(index.toURI()).getParent());
  }

  private static LeNet lenet(NDManager manager, int classes) {
    var model = LeNet.of("lenet5", classes, 1);
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
    return model;
  }

  private static float[] values(LeNet model, String name) {
    return Objects.requireNonNull(StateDict.of(model).arrays().get(name)).toFloatArray();
  }

  @Test
  void partsOfPythonsShardsAreTakenAndTheRestIsListed() throws Exception {
    try (var manager = NDManager.newBaseManager()) {
      var model = lenet(manager, 4);
      float[] before = values(model, "fc3.bias");
      LoadedWeights loaded = StateDict.of(model).loadPartly(shards());
      assertThat(loaded.loaded()).containsExactly("conv1.weight", "conv1.bias");
      assertThat(loaded.missing())
          .containsExactly(
              "conv2.weight",
              "conv2.bias",
              "fc1.weight",
              "fc1.bias",
              "fc2.weight",
              "fc2.bias",
              "fc3.weight");
      assertThat(loaded.unexpected()).containsExactly("fc4.bias");
      assertThat(loaded.misshapen())
          .containsExactly(new LoadedWeights.Misshapen("fc3.bias", new Shape(3), new Shape(4)));
      assertThat(loaded.fresh()).hasSize(8).endsWith("fc3.weight", "fc3.bias");
      assertThat(loaded.complete()).isFalse();
      assertThat(loaded.toString())
          .startsWith("2 of 10 weights loaded from ")
          .contains("1 of another shape: fc3.bias (3), not (4)");
      // 0, 1/64, 2/64 … are exact in 8 bits of fraction up to 127 / 64.
      assertThat(values(model, "conv1.weight")).startsWith(0f, 1 / 64f, 2 / 64f);
      assertThat(values(model, "conv1.bias"))
          .containsExactly(0, 1 / 64f, 2 / 64f, 3 / 64f, 4 / 64f, 5 / 64f);
      assertThat(values(model, "fc3.bias")).isEqualTo(before);
    }
  }

  @Test
  void wholeLoadingRefusesWhatDoesNotFitAndChangesNothing() throws Exception {
    try (var manager = NDManager.newBaseManager()) {
      var model = lenet(manager, 4);
      float[] before = values(model, "conv1.weight");
      Path shards = shards();
      assertThatThrownBy(() -> StateDict.of(model).load(shards))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("does not fit the model: 7 missing: conv2.weight, ")
          .hasMessageContaining("1 unexpected: fc4.bias")
          .hasMessageEndingWith("loadPartly(…) takes what fits");
      assertThat(values(model, "conv1.weight")).isEqualTo(before);
    }
  }

  @Test
  void shardsHoldWhatOneFileHolds() throws IOException {
    try (var manager = NDManager.newBaseManager()) {
      var model = lenet(manager, 10);
      StateDict.of(model).saveShards(folder, 60_000);
      // fc1.weight alone has 120 · 400 · 4 = 192,000 bytes.
      try (var files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder(
                "model.safetensors.index.json",
                "model-00001-of-00003.safetensors",
                "model-00002-of-00003.safetensors",
                "model-00003-of-00003.safetensors");
      }
      assertThat(folder.resolve("model.safetensors.index.json"))
          .content()
          .contains("\"total_size\": " + 4 * 61_706);
      var other = lenet(manager, 10);
      StateDict.of(other).arrays().values().forEach(array -> array.muli(0));
      assertThat(StateDict.of(other).load(folder).complete()).isTrue();
      StateDict.of(model)
          .arrays()
          .forEach(
              (name, array) ->
                  assertThat(values(other, name)).as(name).isEqualTo(array.toFloatArray()));
    }
  }

  @Test
  void brokenSetsOfShardsAreRefused() throws IOException {
    try (var manager = NDManager.newBaseManager()) {
      var model = lenet(manager, 10);
      refused(model, folder, "has neither model.safetensors.index.json nor model.safetensors");
      StateDict.of(model).saveShards(folder, 60_000);
      Path index = folder.resolve("model.safetensors.index.json");
      String good = Files.readString(index);
      Files.writeString(index, good.replace("conv1.bias", "conv9.bias"));
      refused(model, folder, "says that 'conv9.bias' is in model-00001-of-00003.safetensors");
      Files.writeString(index, good.replace("model-00001", "../model-00001"));
      refused(model, folder, "must name files beside it, without a folder");
      Files.writeString(index, "{\"metadata\": {}}");
      refused(model, folder, "has no weight_map");
      Files.writeString(index, "no json");
      refused(model, folder, "is no index");
      Files.writeString(index, good);
      Files.delete(folder.resolve("model-00002-of-00003.safetensors"));
      refused(model, index, "model-00002-of-00003.safetensors does not exist");
    }
  }

  private static void refused(LeNet model, Path path, String reason) {
    assertThatThrownBy(() -> StateDict.of(model).load(path))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aFileWithoutAnyFittingWeightIsRefused() {
    try (var manager = NDManager.newBaseManager()) {
      Path file = folder.resolve("other.safetensors");
      Safetensors.write(file, Map.of("wte.weight", manager.ones(new Shape(2))), Map.of());
      var model = lenet(manager, 10);
      assertThatThrownBy(() -> StateDict.of(model).loadPartly(file))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("has no weight that fits the model: 10 missing")
          .hasMessageContaining("1 unexpected: wte.weight");
    }
  }

  @Test
  void oldFilesNeedNotCountBatches() {
    try (var manager = NDManager.newBaseManager()) {
      var model = ResNet.of("resnet18", 2, 1);
      model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
      Map<String, NDArray> arrays = new LinkedHashMap<>(StateDict.of(model).arrays());
      arrays.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
      Path file = folder.resolve("old.safetensors");
      Safetensors.write(file, arrays, Map.of());
      assertThat(StateDict.of(model).load(file).loaded()).hasSize(arrays.size());
    }
  }
}
