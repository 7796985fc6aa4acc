package lungo.data;

import static lungo.data.Augmentations.flip;
import static lungo.data.Augmentations.randomCrop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {

  private static final Path FASHION = Path.of("../datasets/fashion-mnist");

  private final Path folder;

  ImageDataTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  @Test
  void opensTheShippedSet() {
    var images = ImageData.open(FASHION);
    assertThat(images.classes()).hasSize(10).contains("Ankle boot");
    assertThat(images.size(Part.TRAIN)).isEqualTo(10_000);
    assertThat(images.size(Part.TEST)).isEqualTo(2_000);
    assertThat(images.toString()).endsWith("train 10,000, test 2,000; 10 classes; 28×28, grey");
    assertThat(images.classCounts().intColumn("train").asList()).containsOnly(1_000);
    assertThat(images.classCounts().intColumn("test").asList()).containsOnly(200);
  }

  @Test
  void splitsEachClassBySeed() {
    Seed.set(1);
    var images = ImageData.open(FASHION).split(0.1);
    assertThat(images.classCounts().columnNames())
        .containsExactly("class", "train", "valid", "test");
    assertThat(images.classCounts().intColumn("train").asList()).containsOnly(900);
    assertThat(images.classCounts().intColumn("valid").asList()).containsOnly(100);
    float[] first = firstValid(images);
    assertThat(firstValid(ImageData.open(FASHION).split(0.1))).isEqualTo(first);
    Seed.set(2);
    assertThat(firstValid(ImageData.open(FASHION).split(0.1))).isNotEqualTo(first);
  }

  private static float[] firstValid(ImageData images) {
    return epoch(images.batch(100).valid(), 0).get(0);
  }

  @Test
  void examplesTakeTheClassesInTurn() {
    var examples = ImageData.open(FASHION).examples(20);
    assertThat(examples).hasSize(20);
    assertThat(examples.subList(0, 10).stream().map(LabeledImage::label).distinct()).hasSize(10);
    assertThat(examples.get(0).image().getWidth()).isEqualTo(28);
  }

  @Test
  void measuredNormalizationGivesMeanZeroAndDeviationOne() {
    var data = ImageData.open(FASHION).normalize().batch(1000);
    double sum = 0;
    double squares = 0;
    long n = 0;
    for (float[] batch : epoch(data.train(), 0)) {
      for (float v : batch) {
        sum += v;
        squares += (double) v * v;
        n++;
      }
    }
    assertThat(sum / n).isCloseTo(0, within(1e-4));
    assertThat(Math.sqrt(squares / n)).isCloseTo(1, within(1e-4));
  }

  @Test
  void valuesAreThePixelsBetweenZeroAndOne() {
    var test = ImageData.open(FASHION).batch(2000).test();
    float[] values = epoch(test, 0).get(0);
    var raster = test.image(3).image().getRaster();
    assertThat(values[3 * 784 + 14 * 28 + 9])
        .isCloseTo(raster.getSample(9, 14, 0) / 255f, within(1e-6f));
  }

  @Test
  void evaluationKeepsOrderAndTheLastPartialBatchTrainingDropsIt() {
    var data = ImageData.open(FASHION).split(0.1).batch(64);
    assertThat(data.train().batches()).isEqualTo(9000 / 64);
    assertThat(data.train().examples()).isEqualTo(9000 / 64 * 64);
    assertThat(data.valid().batches()).isEqualTo(1000 / 64 + 1);
    var labels = labels(data.test(), 0);
    assertThat(labels).hasSize(2000);
    for (int i = 0; i < labels.size(); i++) {
      assertThat(labels.get(i)).isEqualTo(data.test().label(i));
    }
  }

  @Test
  void orderAndAugmentationFollowFromSeedAndEpochWhateverTheWorkers() {
    Seed.set(3);
    var images = ImageData.open(FASHION).augment(flip(), randomCrop(2)).normalize();
    var one = images.workers(1).batch(128).train();
    var many = images.workers(5).batch(128).train();
    List<float[]> first = epoch(one, 1);
    assertThat(Arrays.deepEquals(epoch(many, 1).toArray(), first.toArray())).isTrue();
    assertThat(epoch(one, 2).get(0)).isNotEqualTo(first.get(0));
    Seed.set(4);
    assertThat(epoch(one, 1).get(0)).isNotEqualTo(first.get(0));
  }

  @Test
  void anEpochSeesEachExampleOnce() {
    var loader = ImageData.open(FASHION).batch(100).train();
    var seen = new HashSet<Integer>();
    for (float[] batch : epoch(loader, 0)) {
      for (int i = 0; i < 100; i++) {
        seen.add(Arrays.hashCode(Arrays.copyOfRange(batch, i * 784, (i + 1) * 784)));
      }
    }
    // A few pictures of the set are equal, and a few hashes of 32 bits may be.
    assertThat(seen.size()).isBetween(9_980, 10_000);
  }

  @Test
  void closingEarlyStopsTheWorkers() throws InterruptedException {
    var loader = ImageData.open(FASHION).workers(3).batch(50).train();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> workers = new ArrayList<>();
    try (var manager = NDManager.newBaseManager();
        var epoch = loader.epoch(0)) {
      epoch.next(manager);
      Thread.getAllStackTraces().keySet().stream()
          .filter(t -> !before.contains(t) && t.getName().startsWith("lungo-data-train"))
          .forEach(workers::add);
    }
    assertThat(workers).hasSize(3).allMatch(Thread::isDaemon);
    for (Thread worker : workers) {
      worker.join(5_000);
      assertThat(worker.isAlive()).isFalse();
    }
  }

  @Test
  void interruptEndsTheWait() {
    var loader = ImageData.open(FASHION).batch(50).train();
    try (var manager = NDManager.newBaseManager();
        var epoch = loader.epoch(0)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> {
                while (epoch.hasNext()) {
                  epoch.next(manager);
                }
              })
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void picturesOfABatchAreDenormalised() {
    var data = ImageData.open(FASHION).normalize().batch(100);
    try (var manager = NDManager.newBaseManager();
        var epoch = data.test().epoch(0)) {
      LabeledImage picture = data.pictures(epoch.next(manager)).get(7);
      LabeledImage original = data.test().image(7);
      assertThat(picture.label()).isEqualTo(original.label());
      assertThat(samples(picture)).isEqualTo(samples(original));
    }
  }

  private static int[] samples(LabeledImage picture) {
    return picture.image().getRaster().getSamples(0, 0, 28, 28, 0, (int[]) null);
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    var images = ImageData.open(FASHION);
    assertThatThrownBy(() -> images.batch(20_000))
        .isInstanceOf(DataException.class)
        .hasMessage("batch size 20,000 is larger than the training part of 10,000 examples");
    assertThatThrownBy(() -> images.batch(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> images.split(1.5)).hasMessageContaining("got 1.5");
  }

  @Test
  void aMissingPartIsNamedWithWhatThereIs() {
    var data = ImageData.open(FASHION).batch(64);
    assertThatThrownBy(data::valid)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no valid part; it has [train, test]");
    assertThatThrownBy(() -> data.test().image(2000)).hasMessageContaining("0 to 1999");
  }

  @Test
  void aLabelOutOfRangeIsNamedWithItsPlace() throws IOException {
    writeIdx(folder, new byte[] {0, 1, 2, 1});
    Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");
    assertThatThrownBy(() -> ImageData.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("label 2 of example 2 is out of range; the 2 classes are 0 to 1");
  }

  @Test
  void withoutNamesTheClassesAreNumbers() throws IOException {
    writeIdx(folder, new byte[] {0, 1, 2, 1});
    assertThat(ImageData.open(folder).classes()).containsExactly("0", "1", "2");
  }

  @Test
  void imagesAndLabelsMustBeAsMany() throws IOException {
    writeIdx(folder, new byte[] {0, 1, 2, 1});
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(new int[] {3}, new byte[3]));
    assertThatThrownBy(() -> ImageData.open(folder))
        .hasMessageContaining("holds 4 images")
        .hasMessageContaining("holds 3 labels");
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    assertThatThrownBy(() -> ImageData.open(folder)).hasMessageContaining("has no labels");
  }

  @Test
  void aMissingDirectoryIsNamedWithThePlace() {
    assertThatThrownBy(() -> ImageData.open("no/such"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not exist (looked for it in /");
  }

  private static void writeIdx(Path folder, byte[] labels) throws IOException {
    byte[] pixels = new byte[labels.length * 4];
    Files.write(
        folder.resolve("train-images-idx3-ubyte"), idx(new int[] {labels.length, 2, 2}, pixels));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(new int[] {labels.length}, labels));
  }

  private static byte[] idx(int[] shape, byte[] values) {
    var bytes = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    bytes.putInt(0x0800 | shape.length);
    for (int size : shape) {
      bytes.putInt(size);
    }
    return bytes.put(values).array();
  }

  static List<float[]> epoch(ImageLoader loader, int number) {
    var batches = new ArrayList<float[]>();
    try (var manager = NDManager.newBaseManager();
        var epoch = loader.epoch(number)) {
      while (epoch.hasNext()) {
        try (var step = manager.newSubManager()) {
          batches.add(epoch.next(step).inputs().head().toFloatArray());
        }
      }
    }
    return batches;
  }

  static List<Integer> labels(ImageLoader loader, int number) {
    var labels = new ArrayList<Integer>();
    try (var manager = NDManager.newBaseManager();
        var epoch = loader.epoch(number)) {
      while (epoch.hasNext()) {
        for (long label : epoch.next(manager).targets().head().toLongArray()) {
          labels.add((int) label);
        }
      }
    }
    return labels;
  }
}
