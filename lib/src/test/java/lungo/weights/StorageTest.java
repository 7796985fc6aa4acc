package lungo.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import lungo.data.ImageData;
import lungo.models.LeNet;
import lungo.optim.Adam;
import lungo.random.Seeded;
import lungo.training.Learner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Weight files that take less space; {@code bfloat16_reference.py} made the reference. */
class StorageTest {

  @RegisterExtension static final Seeded SEEDED = new Seeded(3);

  private final Path folder;
  private final NDManager manager = NDManager.newBaseManager();

  StorageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private record Reference(List<Integer> floats, List<Short> bfloat16, List<Short> float16) {}

  private LeNet lenet() {
    var model = LeNet.of("lenet5", 10, 1);
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
    return model;
  }

  private static float[] values(LeNet model, String name) {
    return Objects.requireNonNull(StateDict.of(model).arrays().get(name)).toFloatArray();
  }

  @Test
  void floatsAreRoundedAsPyTorchRoundsThem() throws Exception {
    Reference reference;
    try (var in = Objects.requireNonNull(StorageTest.class.getResourceAsStream("bfloat16.json"));
        var reader = new InputStreamReader(in, UTF_8)) {
      reference = new Gson().fromJson(reader, Reference.class);
    }
    var floats = ByteBuffer.allocate(4 * reference.floats().size()).order(ByteOrder.nativeOrder());
    for (int bits : reference.floats()) {
      floats.putInt(bits);
    }
    assertHalves(TensorType.bfloat16(floats.flip()), reference.floats(), reference.bfloat16());
    var small = new ArrayList<Integer>();
    var halves = new ArrayList<Short>();
    for (int i = 0; i < reference.floats().size(); i++) {
      if (Float.isFinite(Float.intBitsToFloat(reference.floats().get(i)))
          && (reference.float16().get(i) & 0x7c00) == 0x7c00) {
        continue; // PyTorch makes infinity of what is too large; here it is refused.
      }
      small.add(reference.floats().get(i));
      halves.add(reference.float16().get(i));
    }
    assertThat(small).hasSizeGreaterThan(100);
    var kept = ByteBuffer.allocate(4 * small.size()).order(ByteOrder.nativeOrder());
    small.forEach(kept::putInt);
    assertHalves(TensorType.float16(kept.flip()), small, halves);
  }

  private static void assertHalves(ByteBuffer actual, List<Integer> floats, List<Short> expected) {
    actual.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < floats.size(); i++) {
      assertThat(actual.getShort()).as("bits %x", floats.get(i)).isEqualTo(expected.get(i));
    }
    assertThat(actual.hasRemaining()).isFalse();
  }

  @Test
  void whatFloat16CannotKeepIsRefused() {
    var model = lenet();
    NDArray weight = Objects.requireNonNull(StateDict.of(model).arrays().get("fc2.weight"));
    var large = weight.toFloatArray();
    large[5] = -65_520;
    weight.set(large);
    Path file = folder.resolve("n.safetensors");
    assertThatThrownBy(() -> StateDict.of(model).save(file, Storage.FLOAT16))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "'fc2.weight' has values beyond 65,504, which float16 cannot keep, such as -65520.0");
    assertThat(folder).isEmptyDirectory();
    large[5] = -65_519;
    weight.set(large);
    StateDict.of(model).save(file, Storage.FLOAT16);
    var other = lenet();
    assertThat(StateDict.of(other).load(file).complete()).isTrue();
    assertThat(values(other, "fc2.weight")[5]).isEqualTo(-65_504);
  }

  @Test
  void notANumberStaysNone() {
    var floats = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
    floats.putInt(0x7f800001).flip();
    short half = TensorType.bfloat16(floats).order(ByteOrder.LITTLE_ENDIAN).getShort();
    assertThat(Float.intBitsToFloat(half << 16)).isNaN();
  }

  @Test
  void halvesTakeHalfTheSpaceAndAreOffByHalfABitAtMost() throws Exception {
    var model = lenet();
    Path whole = folder.resolve("whole.safetensors");
    Path halves = folder.resolve("halves.safetensors");
    StateDict.of(model).save(whole);
    StateDict.of(model).save(halves, Storage.BFLOAT16);
    assertThat(Files.size(halves)).isLessThan(Files.size(whole) * 52 / 100);

    float[] before = values(model, "fc1.weight");
    var other = lenet();
    assertThat(StateDict.of(other).load(halves).complete()).isTrue();
    float[] after = values(other, "fc1.weight");
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i], within(Math.abs(before[i]) / 256));
    }
  }

  @Test
  void numbersOf8BitsAreOffByHalfAStepAtMostAndVectorsAreExact() throws Exception {
    var model = lenet();
    Path whole = folder.resolve("whole.safetensors");
    Path small = folder.resolve("small.safetensors");
    StateDict.of(model).save(whole);
    StateDict.of(model).save(small, Storage.INT8);
    assertThat(Files.size(small)).isLessThan(Files.size(whole) * 30 / 100);

    var other = lenet();
    assertThat(StateDict.of(other).load(small).complete()).isTrue();
    assertThat(values(other, "fc1.bias")).isEqualTo(values(model, "fc1.bias"));
    float[] before = values(model, "conv2.weight");
    float[] after = values(other, "conv2.weight");
    int row = before.length / 16;
    for (int out = 0; out < 16; out++) {
      float largest = 0;
      for (int i = out * row; i < (out + 1) * row; i++) {
        largest = Math.max(largest, Math.abs(before[i]));
      }
      for (int i = out * row; i < (out + 1) * row; i++) {
        assertThat(after[i]).isCloseTo(before[i], within(largest / 127 * 0.501f));
      }
    }
  }

  /** A network that learned clothes, from each kind of file; the accuracies are printed. */
  @Test
  void aTrainedNetworkLosesLittle() {
    var data = ImageData.open(Path.of("../datasets/fashion-mnist")).normalize().batch(100);
    var model = LeNet.of("lenet5", 10, 1);
    var learner = Learner.classifier(data, model).optimizer(Adam.of(0.002));
    learner.fit(2);
    double exact = learner.evaluate(data.test()).accuracy();
    assertThat(exact).isGreaterThan(0.75);
    var files = new EnumMap<Storage, Path>(Storage.class);
    for (Storage storage : Storage.values()) {
      files.put(storage, folder.resolve(storage + ".safetensors"));
      StateDict.of(model).save(files.get(storage), storage);
    }
    files.forEach(
        (storage, file) -> {
          StateDict.of(model).load(file);
          double accuracy = learner.evaluate(data.test()).accuracy();
          long size = file.toFile().length();
          System.out.printf(
              Locale.ROOT,
              "%s: %,d bytes, accuracy %.4f, before %.4f%n",
              storage,
              size,
              accuracy,
              exact);
          assertThat(accuracy).isCloseTo(exact, within(storage == Storage.FLOAT32 ? 0 : 0.01));
        });
  }

  @Test
  void whatCannotBeKeptIn8BitsIsRefused() {
    var model = lenet();
    NDArray weight = Objects.requireNonNull(StateDict.of(model).arrays().get("fc2.weight"));
    var spoilt = weight.toFloatArray();
    spoilt[5] = Float.NaN;
    weight.set(spoilt);
    Path file = folder.resolve("n.safetensors");
    assertThatThrownBy(() -> StateDict.of(model).save(file, Storage.INT8))
        .isInstanceOf(WeightsException.class)
        .hasMessage("'fc2.weight' has infinite values or NaN, which int8 cannot keep");
    assertThat(file).doesNotExist();
  }

  @Test
  void aScaleThatDoesNotFitIsRefused() {
    Path file = folder.resolve("torn.safetensors");
    Safetensors.write(
        file,
        Map.of(
            "conv1.weight",
            manager.zeros(new Shape(6, 1, 5, 5), DataType.INT8),
            "conv1.weight" + Int8.SCALE,
            manager.ones(new Shape(5))),
        Map.of());
    assertThatThrownBy(() -> StateDict.of(lenet()).loadPartly(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageEndingWith("'conv1.weight' must have a scale for each of 6 rows, got (5)");
  }

  @Test
  void messagesHoldWhatFilesDo() {
    Map<String, NDArray> arrays = StateDict.of(lenet()).arrays();
    for (Storage storage : Storage.values()) {
      Path file = folder.resolve(storage + ".safetensors");
      var saved = lenet();
      byte[] message = PackedArrays.pack(StateDict.of(saved).arrays(), storage);
      StateDict.of(saved).save(file, storage);
      StateDict.of(saved).load(file);
      Map<String, NDArray> read = PackedArrays.unpack(message, manager);
      assertThat(read.keySet()).isEqualTo(arrays.keySet());
      StateDict.of(saved)
          .arrays()
          .forEach(
              (name, array) ->
                  assertThat(Objects.requireNonNull(read.get(name)).toFloatArray())
                      .as("%s %s", storage, name)
                      .isEqualTo(array.toFloatArray()));
    }
    byte[] message = PackedArrays.pack(arrays, Storage.FLOAT32);
    PackedArrays.unpack(message, manager)
        .forEach(
            (name, array) ->
                assertThat(array.toFloatArray())
                    .isEqualTo(Objects.requireNonNull(arrays.get(name)).toFloatArray()));
    byte[] torn = Arrays.copyOf(message, message.length - 1);
    assertThatThrownBy(() -> PackedArrays.unpack(torn, manager)).hasMessageContaining("torn");
    assertThatThrownBy(() -> PackedArrays.unpack(new byte[3], manager))
        .hasMessageContaining("3 bytes");
  }
}
