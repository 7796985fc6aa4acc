package lungo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lungo.models.ResNet;
import lungo.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code src/test/python/safetensors_reference.py} made the file of the first test. */
class SafetensorsTest {

  private static final float INF = Float.POSITIVE_INFINITY;

  private final Path folder;

  SafetensorsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsWhatPythonWrote() throws IOException {
    Path file = folder.resolve("python.safetensors");
    try (var in =
        Objects.requireNonNull(
            SafetensorsTest.class.getResourceAsStream("/lungo/weights/python.safetensors"))) {
      Files.copy(in, file);
    }
    try (var manager = NDManager.newBaseManager();
        var stored = Safetensors.open(file)) {
      assertThat(stored.metadata()).containsEntry("maker", "Jürgen");
      NDArray float32 = stored.read("float32", manager);
      assertThat(float32.getShape()).isEqualTo(new Shape(2, 3));
      assertThat(float32.toFloatArray()).containsExactly(0f, .25f, .5f, .75f, 1f, 1.25f);
      assertThat(stored.read("float64", manager).toDoubleArray()).containsExactly(1.0 / 3);
      assertThat(stored.read("float16", manager).toFloatArray())
          .containsExactly(0f, -0f, 1f, -2.5f, 65504f, 0x1p-24f, INF, 0.33325195f);
      assertThat(stored.read("bfloat16", manager).toFloatArray())
          .containsExactly(0f, -0f, 1f, -2.5f, 65536f, 6.0070306e-8f, INF, 0.33398438f);
      NDArray scalar = stored.read("int64", manager);
      assertThat(scalar.getShape()).isEqualTo(new Shape());
      assertThat(scalar.getLong()).isEqualTo(1L << 40);
      assertThat(stored.read("int32", manager).toIntArray()).containsExactly(-1, 2);
      assertThat(stored.read("uint8", manager).toUint8Array()).containsExactly(0, 255);
      assertThat(stored.read("bool", manager).toBooleanArray()).containsExactly(true, false);
      assertThat(stored.read("empty", manager).getShape()).isEqualTo(new Shape(0, 4));
    }
  }

  @Test
  void writesWhatItReads() {
    Path file = folder.resolve("own.safetensors");
    try (var manager = NDManager.newBaseManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      arrays.put("ä \"quoted\"", manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2)));
      arrays.put("counter", manager.create(7L));
      arrays.put(
          "transposed", manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2)).transpose());
      Safetensors.write(file, arrays, Map.of("step", "12"));
      try (var stored = Safetensors.open(file)) {
        assertThat(stored.names()).containsExactlyElementsOf(arrays.keySet());
        assertThat(stored.metadata()).isEqualTo(Map.of("step", "12"));
        arrays.forEach((name, array) -> assertThat(stored.read(name, manager)).isEqualTo(array));
        assertThat(stored.read("transposed", manager).toFloatArray()).containsExactly(1, 3, 2, 4);
      }
      assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }
  }

  @Test
  void whatIsReadLivesWithoutTheFile() throws IOException {
    Path file = folder.resolve("own.safetensors");
    try (var manager = NDManager.newBaseManager()) {
      Safetensors.write(file, Map.of("a", manager.ones(new Shape(5))), Map.of());
      NDArray read;
      try (var stored = Safetensors.open(file)) {
        read = stored.read("a", manager);
      }
      Files.write(file, new byte[(int) Files.size(file)]);
      read.addi(1);
      assertThat(read.toFloatArray()).containsOnly(2f);
    }
  }

  @Test
  void refusesFilesThatAreNotWhole() throws IOException {
    Path file = folder.resolve("torn.safetensors");
    byte[] whole = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    refused(file, "is truncated: its header describes a file of");
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    refused(file, "has bytes after its end");
    Files.write(file, Arrays.copyOf(whole, 20));
    refused(file, "is truncated inside its header");
    Files.write(file, Arrays.copyOf(whole, 5));
    refused(file, "expected 8 bytes of header length, got 5");
    Files.writeString(file, "PK and whatever else a zip file holds");
    refused(file, "is no safetensors file: its first 8 bytes say");
    refused(folder.resolve("none"), "none does not exist");
  }

  @Test
  void refusesHeadersThatLie() throws IOException {
    header("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", "takes 12 bytes");
    header(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", "negative dimension");
    header("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", "are no range");
    header(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}",
        "too large");
    header("{\"a\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,8]}}", "is of type F4");
    header("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", "needs dtype");
    header(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "begins at 4, not at 0");
    String one = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    header("{" + one + "," + one + "}", "'a' comes twice");
    header("{" + one, "header is wrong");
    header("[]", "header is wrong");
    header("{" + one + "} more", "header is wrong");
  }

  private void header(String json, String reason) throws IOException {
    Path file = folder.resolve("lying.safetensors");
    Files.write(file, file(json, 8));
    refused(file, reason);
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> Safetensors.open(file).close())
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  private static byte[] file(String json, int values) {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + values)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  @Test
  void readsBeyondTwoGigabytes() throws IOException {
    Path file = folder.resolve("large.safetensors");
    long zeros = 3L << 30;
    String json =
        String.format(
            "{\"zeros\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                + "\"last\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[%d,%d]}}",
            zeros, zeros, zeros, zeros + 8);
    byte[] start = file(json, 0);
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(start);
      sparse.setLength(start.length + zeros + 8);
      sparse.seek(start.length + zeros);
      sparse.write(new byte[] {5, 0, 0, 0, 0, 0, 0, 0});
    }
    try (var manager = NDManager.newBaseManager();
        var stored = Safetensors.open(file)) {
      assertThat(stored.read("last", manager).getLong()).isEqualTo(5);
      assertThatThrownBy(() -> stored.read("zeros", manager)).hasMessageContaining("at most 2 GB");
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFile() {
    Path file = folder.resolve("own.safetensors");
    try (var manager = NDManager.newBaseManager()) {
      Safetensors.write(file, Map.of("a", manager.ones(new Shape(5))), Map.of());
      NDArray odd = manager.create(new Shape(2), DataType.FLOAT16);
      assertThatThrownBy(() -> Safetensors.write(file, Map.of("a", odd), Map.of()))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("'a' is of type float16");
      Path nowhere = folder.resolve("no/such/folder/a.safetensors");
      assertThatThrownBy(() -> Safetensors.write(nowhere, Map.of(), Map.of()))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining(nowhere + " could not be written: its folder does not exist");
      try (var stored = Safetensors.open(file)) {
        assertThat(stored.read("a", manager).toFloatArray()).containsOnly(1f);
      }
    }
  }

  @Test
  void aModelsStateSurvivesSavingAndLoading() {
    Path file = folder.resolve("resnet18.safetensors");
    try (var manager = NDManager.newBaseManager()) {
      Seed.set(1);
      var first = resnet(manager, 10);
      StateDict.of(first).save(file);
      Seed.set(2);
      var second = resnet(manager, 10);
      NDArray before = Objects.requireNonNull(StateDict.of(second).arrays().get("fc.weight"));
      StateDict.of(second).load(file);
      var expected = StateDict.of(first).arrays();
      StateDict.of(second)
          .arrays()
          .forEach((name, array) -> assertThat(array).as(name).isEqualTo(expected.get(name)));
      assertThat(StateDict.of(second).arrays().get("fc.weight")).isSameAs(before);
      assertThat(before.hasGradient()).isTrue();
    } finally {
      Seed.set(0);
    }
  }

  @Test
  void whatDoesNotFitIsListedAndChangesNothing() {
    Path file = folder.resolve("resnet18.safetensors");
    try (var manager = NDManager.newBaseManager()) {
      StateDict.of(resnet(manager, 12)).save(file);
      var model = resnet(manager, 10);
      float[] before = weights(model);
      assertThatThrownBy(() -> StateDict.of(model).load(file))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining(
              "2 of another shape: fc.weight (12, 512), not (10, 512), fc.bias (12), not (10)");
      assertThat(weights(model)).isEqualTo(before);

      Map<String, NDArray> arrays = new LinkedHashMap<>(StateDict.of(model).arrays());
      arrays.remove("bn1.weight");
      arrays.put("head.weight", manager.ones(new Shape(1)));
      Safetensors.write(file, arrays, Map.of());
      assertThatThrownBy(() -> StateDict.of(model).load(file))
          .hasMessageContaining("1 missing: bn1.weight; 1 unexpected: head.weight");
    }
  }

  private static float[] weights(ResNet model) {
    return Objects.requireNonNull(StateDict.of(model).arrays().get("conv1.weight")).toFloatArray();
  }

  private static ResNet resnet(NDManager manager, int classes) {
    var model = ResNet.of("resnet18", classes, 1);
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
    return model;
  }
}
