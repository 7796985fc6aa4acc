package lungo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.random.Seed;
import lungo.tasks.Task;
import lungo.tasks.TaskRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageShardsTest {

  private static final String OPENMOJI = "../datasets/openmoji/things";

  private final Path folder;

  ImageShardsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Bytes of a picture as the loader prepares it, times 255. */
  private static List<Integer> levels(Subset subset, int index, ImagePreparation to) {
    Pixels pixels = subset.pixels(index);
    var out = FloatBuffer.allocate(to.values());
    new ImagePreparation.Pass(to)
        .run(pixels, new ImageView(pixels.width(), pixels.height(), to.width(), to.height()), out);
    return IntStream.range(0, to.values()).map(i -> Math.round(255 * out.get(i))).boxed().toList();
  }

  private static Map<String, Integer> counted(ImageData data, Part part) {
    Subset subset = data.set().part(part).orElseThrow();
    var to = new ImagePreparation(3, 24, 24, Normalization.none(3));
    var counts = new TreeMap<String, Integer>();
    for (int i = 0; i < subset.size(); i++) {
      counts.merge(data.classes().get(subset.label(i)) + levels(subset, i, to), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void shardsHoldThePicturesOfTheFolderInTheirParts() {
    ImageData pictures = ImageData.open(OPENMOJI).size(24);
    ImageData shards = ImageShards.of(pictures).perShard(100).write(folder);
    assertThat(shards.classes()).isEqualTo(pictures.classes());
    assertThat(shards.size(Part.TRAIN)).isEqualTo(pictures.size(Part.TRAIN)).isPositive();
    assertThat(shards.size(Part.TEST)).isEqualTo(pictures.size(Part.TEST)).isPositive();
    for (Part part : List.of(Part.TRAIN, Part.TEST)) {
      assertThat(counted(shards, part)).isEqualTo(counted(pictures, part));
    }
    assertThat(shards.toString()).contains("24×24, colour");
    assertThat(folder.resolve(Sha256Sums.FILE)).exists();
    Sha256Sums.in(folder).checkAll(folder);
    // The part that is judged by keeps its order.
    assertThat(shards.set().part(Part.TEST).orElseThrow().labels())
        .isEqualTo(pictures.set().part(Part.TEST).orElseThrow().labels());
    assertThat(names()).noneMatch(name -> name.endsWith(".done") || name.endsWith(".writing"));
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void picturesOfATurnedCameraAreUprightAndKeepTheirProportionsIfAsked() throws IOException {
    Path pictures = folder.resolve("pictures");
    for (int i = 1; i <= 8; i++) {
      try (var in = ImageShardsTest.class.getResourceAsStream("exif" + i + ".jpg")) {
        Path own = Files.createDirectories(pictures.resolve("class" + i));
        Files.write(own.resolve("a.jpg"), Objects.requireNonNull(in).readAllBytes());
      }
    }
    ImageData shards =
        ImageShards.of(ImageData.open(pictures)).shorterSide(8).write(folder.resolve("shards"));
    Subset all = shards.set().train();
    assertThat(all.size()).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      String label = shards.classes().get(all.label(i));
      Pixels upright = ImageFile.decode(pictures.resolve(label).resolve("a.jpg"));
      Pixels pixels = all.pixels(i); // of 24×16 or 16×24
      assertThat(pixels.width()).as(label).isEqualTo(upright.width() / 2).isBetween(8, 12);
      assertThat(pixels.height()).isEqualTo(upright.height() / 2);
      for (int corner : new int[] {0, pixels.width() - 1}) {
        int there = corner == 0 ? 0 : upright.width() - 1;
        assertThat(pixels.bytes()[3 * corner] & 0xff) // red
            .isCloseTo(upright.bytes()[3 * there + upright.channelOffset(0)] & 0xff, within(8));
      }
    }
  }

  private ImageData shards(int perShard) {
    Path shards = folder.resolve("by" + perShard);
    return Files.exists(shards)
        ? ImageData.open(shards)
        : ImageShards.of(few()).perShard(perShard).write(shards);
  }

  /** Of four classes up to 40 pictures each, 8×8. */
  private ImageData few() {
    Path few = folder.resolve("few");
    try (Stream<Path> all = Files.list(Path.of(OPENMOJI, "train"))) {
      for (Path label : all.filter(Files::isDirectory).sorted().limit(4).toList()) {
        Path own = Files.createDirectories(few.resolve(label.getFileName()));
        for (Path file : list(label).stream().limit(40).toList()) {
          Files.copy(file, own.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ImageData.open(few).size(8);
  }

  private static List<List<Float>> epoch(ImageData data, int workers, int epoch) {
    var rows = new ArrayList<List<Float>>();
    try (var manager = NDManager.newBaseManager();
        var batches = data.workers(workers).batch(50).train().epoch(epoch)) {
      while (batches.hasNext()) {
        float[] values = batches.next(manager).inputs().head().toFloatArray();
        for (int i = 0; i < values.length; i += 192) {
          var row = new ArrayList<Float>();
          for (float value : Arrays.copyOfRange(values, i, i + 192)) {
            row.add(value);
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  @Test
  void theOrderFollowsFromSeedAndEpochWhateverTheWorkers() {
    Seed.set(7);
    ImageData data = shards(20);
    List<List<Float>> first = epoch(data, 1, 0);
    assertThat(epoch(data, 3, 0)).isEqualTo(first);
    List<List<Float>> next = epoch(data, 2, 1);
    assertThat(next).isNotEqualTo(first).hasSameSizeAs(first);
    Seed.set(8);
    assertThat(epoch(data, 2, 0)).isNotEqualTo(first);
  }

  @Test
  void anEpochSeesEachPictureOnceAndReadsFromEightShardsAtATime() {
    int[] shards = IntStream.range(0, 1000).map(i -> i / 25).toArray(); // 40 shards of 25
    int[] order = ShardImages.order(shards, new SplittableRandom(1));
    assertThat(order).hasSize(1000).doesNotHaveDuplicates();
    for (int from = 0; from < 1000; from += 8 * 25) {
      assertThat(Arrays.stream(order, from, from + 200).map(i -> shards[i]).distinct().toArray())
          .hasSize(8);
    }
    // Mixed: of two that follow each other 25 of 200 are of one shard, which is 124 of 1000.
    long same =
        IntStream.range(1, 1000).filter(i -> shards[order[i]] == shards[order[i - 1]]).count();
    assertThat(same).isBetween(80L, 180L);
    assertThat(Arrays.stream(order, 0, 200).map(i -> shards[i]).distinct().sorted().toArray())
        .isNotEqualTo(new int[] {0, 1, 2, 3, 4, 5, 6, 7});
  }

  @Test
  void aDamagedShardIsRefusedWithItsNameOrSkippedWithACount() throws IOException {
    ImageData data = shards(20);
    Path by = folder.resolve("by20");
    Path shard = by.resolve(names(by).get(2));
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    assertThatThrownBy(() -> epoch(data, 2, 0))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("record \\d+ of .*" + shard.getFileName() + " is damaged: .*");
    ImageData left = data.skipDamaged();
    assertThat(left.skipped())
        .singleElement()
        .asString()
        .contains(shard.getFileName() + " is damaged");
    assertThat(left.size(Part.TRAIN)).isEqualTo(data.size(Part.TRAIN) - 1);
    assertThat(epoch(left, 2, 0)).isNotEmpty();

    Files.write(shard, Arrays.copyOf(bytes, bytes.length / 2));
    Files.delete(by.resolve(names(by).get(3)));
    ImageData less = ImageData.open(by).skipDamaged();
    // All of the one that is missing, and half of the one that ends too early.
    assertThat(less.skipped())
        .anySatisfy(s -> assertThat(s).contains("the shard is truncated"))
        .anySatisfy(s -> assertThat(s).contains("the shard is missing"));
    assertThat(data.size(Part.TRAIN) - less.size(Part.TRAIN)).isBetween(25, 32);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .filter(f -> f.startsWith("train") && f.endsWith(".tfrecord"))
          .sorted()
          .toList();
    }
  }

  /** Five good pictures and one that is cut off. */
  private Path pictures() throws IOException {
    Path pictures = folder.resolve("pictures");
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(OPENMOJI, "train"))) {
      files = all.filter(f -> f.toString().endsWith(".png")).sorted().limit(6).toList();
    }
    Files.createDirectories(pictures.resolve("a"));
    for (int i = 0; i < 6; i++) {
      byte[] bytes = Files.readAllBytes(files.get(i));
      Files.write(pictures.resolve("a/" + i + ".png"), i == 3 ? Arrays.copyOf(bytes, 100) : bytes);
    }
    return pictures;
  }

  @Test
  void aPictureThatCannotBeDecodedIsRefusedOrSkippedWithACount() throws IOException {
    ImageShards shards = ImageShards.of(ImageData.open(pictures()).size(8)).perShard(1);
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> shards.write(out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3.png is damaged");
    assertThatThrownBy(() -> ImageData.open(out)).isInstanceOf(DataException.class);
    ImageData written = shards.skipDamaged().write(out);
    assertThat(written.size(Part.TRAIN)).isEqualTo(5); // in six shards, one of them empty
    assertThat(counted(written.size(24), Part.TRAIN).values()).containsOnly(1);
    assertThat(written.skipped()).singleElement().asString().contains("3.png is damaged");
    assertThat(written.toString()).contains("damaged and skipped: 1");
    assertThatThrownBy(() -> shards.write(out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds shards already");
    assertThatThrownBy(() -> ImageShards.of(written))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("come from shards already");
  }

  @Test
  void whatACrashHasLeftIsKeptAndTheRestWritten() throws IOException {
    ImageShards shards = ImageShards.of(few()).perShard(30);
    Path whole = folder.resolve("whole");
    shards.write(whole);
    // A runner whose process ends after two tasks, in the middle of the third.
    Path half = folder.resolve("half");
    TaskRunner here = TaskRunner.here(1);
    assertThatThrownBy(
            () ->
                shards
                    .on(
                        new TaskRunner() {
                          @Override
                          public int slots() {
                            return 1;
                          }

                          @Override
                          public <R extends Serializable> List<R> run(
                              String what,
                              List<? extends Task<R>> tasks,
                              Consumer<Serializable> news)
                              throws InterruptedException {
                            here.run(what, tasks.subList(0, 2), news);
                            throw new IllegalStateException("crashed");
                          }
                        })
                    .write(half))
        .hasMessage("crashed");
    Files.writeString(half.resolve("train-00002-of-00099.tfrecord.x.writing"), "half");
    Files.writeString(half.resolve("train-00002-of-00099.tfrecord"), "of another plan");
    assertThatThrownBy(() -> ImageData.open(half))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("half-written");
    Path first = half.resolve(names(half).get(0));
    var before = Files.getLastModifiedTime(first);
    // One of the two was damaged meanwhile: it is written again.
    Path second = half.resolve(names(half).get(1));
    byte[] good = Files.readAllBytes(second);
    Files.write(second, Arrays.copyOf(good, good.length - 1));
    shards.write(half);
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(before);
    for (Path file : list(whole)) {
      assertThat(half.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
    assertThat(list(half)).hasSameSizeAs(list(whole));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }

  @Test
  void badNumbersAndSourcesAreNamed() {
    ImageShards shards = ImageShards.of(ImageData.open(OPENMOJI));
    assertThatThrownBy(() -> shards.perShard(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> shards.shorterSide(-1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> ImageShards.of(ImageData.open("../datasets/fashion-mnist")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one file of many already");
  }
}
