package lungo.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import lungo.data.Batch;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.data.Part;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundDataTest {

  private static final Path WORDS = Path.of("..", "datasets", "spoken-words");
  private static final AudioFeatures FEATURES = AudioFeatures.logMel(8000, 12);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  private static Sound tone(int rate, double seconds, double hertz) {
    float[] values = new float[(int) (rate * seconds)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return Sound.of(rate, values);
  }

  /** Two words by four speakers, each twice, under Speech Commands' names. */
  private static Path folder(Path folder) {
    for (String word : List.of("down", "up")) {
      for (int i = 0; i < 8; i++) {
        String name = String.format(Locale.ROOT, "s%d_nohash_%d.wav", i / 2, i % 2);
        tone(8000, 0.5, word.equals("up") ? 1000 : 300).write(folder.resolve(word).resolve(name));
      }
    }
    return folder;
  }

  private List<float[]> values(Loader loader, int epoch) {
    var all = new ArrayList<float[]>();
    try (var batches = loader.epoch(epoch)) {
      while (batches.hasNext()) {
        all.add(batches.next(manager).inputs().head().toFloatArray());
      }
    }
    return all;
  }

  @Test
  void listsHoldVoicesOut() {
    var sounds = SoundData.open(WORDS);
    assertThat(sounds.classes()).contains("zero", "nine").hasSize(10);
    var all = new HashSet<String>();
    for (Part part : Part.values()) {
      assertThat(Collections.disjoint(sounds.speakers(part), all)).isTrue();
      all.addAll(sounds.speakers(part));
    }
    assertThat(all).hasSize(60);
    assertThat(sounds).hasToString(WORDS + ": train 420, valid 60, test 120; 10 classes; 1.0 s");
    assertThat(sounds.classCounts().intColumn("test").sum()).isEqualTo(120);
  }

  @Test
  void aSplitPartsSpeakersAsTheSeedSays(@TempDir Path folder) {
    var sounds = SoundData.open(folder(folder)).split(0.25);
    var all = new HashSet<String>();
    for (Part part : Part.values()) {
      assertThat(sounds.speakers(part)).hasSize(part == Part.TRAIN ? 2 : 1);
      assertThat(Collections.disjoint(sounds.speakers(part), all)).isTrue();
      all.addAll(sounds.speakers(part));
      // Each says both words twice.
      assertThat(sounds.size(part)).isEqualTo(4 * sounds.speakers(part).size());
    }
    assertThat(SoundData.open(folder).split(0.25).speakers(Part.TEST))
        .isEqualTo(sounds.speakers(Part.TEST));
    var byTake = SoundData.open(folder).split(0.25, name -> name.replaceFirst("nohash", ""));
    assertThat(byTake.size(Part.VALID)).isEqualTo(2 * 2);
    assertThatThrownBy(() -> SoundData.open(folder).split(0.25, name -> name.substring(5)))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("there are only [hash_0, hash_1]");
    assertThatThrownBy(() -> sounds.split(0.5)).hasMessage("share must be in (0, 0.5), got 0.5");
  }

  @Test
  void featuresAreStandardisedAndTurned() {
    var data = SoundData.open(WORDS).batch(FEATURES, 60);
    assertThat(data.shape()).isEqualTo(new Shape(1, 101, 12));
    double[] sum = new double[12];
    double[] squares = new double[12];
    for (float[] batch : values(data.train(), 0)) {
      for (int i = 0; i < batch.length; i++) {
        sum[i % 12] += batch[i];
        squares[i % 12] += (double) batch[i] * batch[i];
      }
    }
    double n = 420 * 101;
    for (int row = 0; row < 12; row++) {
      assertThat(sum[row] / n).isCloseTo(0, within(1e-4));
      assertThat(squares[row] / n).isCloseTo(1, within(1e-3));
    }
    var preparation = data.preparation();
    Sound first = data.test().sound(0);
    float[] alone = preparation.apply(manager, first).toFloatArray();
    assertThat(Arrays.copyOf(values(data.test(), 0).get(0), alone.length)).isEqualTo(alone);
    // The word lies in the middle of its second.
    int before = (8000 - first.length()) / 2;
    Sound whole = Sound.join(List.of(Sound.silence(8000, 1).fit(before), first)).fit(8000);
    float value = FEATURES.of(whole).value(3, 50);
    var standard = preparation.features();
    double expected = (value - standard.mean().get(3)) / standard.std().get(3);
    assertThat((double) alone[50 * 12 + 3]).isCloseTo(expected, within(1e-5));
  }

  @Test
  void augmentationFollowsFromSeedAndEpochWhateverTheWorkers(@TempDir Path folder) {
    var sounds =
        SoundData.open(folder(folder))
            .split(0.25)
            .augment(SoundAugmentations.shift(0.2), SoundAugmentations.speed(0.8, 1.2))
            .mask(SpecAugment.of(3, 10));
    var one = sounds.workers(1).batch(FEATURES, 4);
    var three = sounds.workers(3).batch(FEATURES, 4);
    assertThat(values(one.train(), 1)).containsExactlyElementsOf(values(three.train(), 1));
    assertThat(values(one.train(), 1).get(0)).isNotEqualTo(values(one.train(), 0).get(0));
    assertThat(values(one.test(), 1)).containsExactlyElementsOf(values(one.test(), 0));
    Seed.set(9);
    assertThat(values(three.train(), 1).get(0)).isNotEqualTo(values(one.test(), 1).get(0));
  }

  @Test
  void labelsAreThoseOfTheFiles() {
    var data = SoundData.open(WORDS).batch(FEATURES, 50);
    try (var batches = data.test().epoch(0)) {
      Batch batch = batches.next(manager);
      long[] labels = batch.targets().head().toLongArray();
      for (int i = 0; i < labels.length; i++) {
        assertThat(labels[i]).isEqualTo(data.test().label(i));
        String word = data.classes().get((int) labels[i]);
        assertThat(data.test().file(i).getParent()).isEqualTo(WORDS.resolve(word));
      }
    }
    assertThat(data.train()).hasToString("train: 420 sounds in 8 batches of 50 as (1, 101, 12)");
    assertThat(data).asString().contains("\n  test: 120 sounds in 3 batches");
    assertThatThrownBy(() -> data.test().sound(120))
        .hasMessage("no example 120; the test part has 0 to 119");
  }

  @Test
  void whatCannotBeUsedIsNamed(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> SoundData.open(folder.resolve("none")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is no directory that exists");
    assertThatThrownBy(() -> SoundData.open(folder))
        .hasMessage(folder + " has no class folders; expected <class>/*.wav");
    Path down = Files.createDirectory(folder.resolve("down"));
    assertThatThrownBy(() -> SoundData.open(folder))
        .hasMessage("class folder " + down + " holds no sounds: *.wav, *.flac, *.ogg, *.oga");
    Path file = down.resolve("a.wav");
    Sound left = tone(8000, 0.5, 300);
    Sound.of(8000, left.values(), left.values()).write(file);
    var sounds = SoundData.open(folder);
    assertThatThrownBy(() -> sounds.batch(FEATURES, 1))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": a sound of one channel is needed, got sound of 0.50 s")
        .hasMessageEndingWith("sounds.each(Sound::mix) makes one of each");
    assertThat(sounds.each(Sound::mix).batch(FEATURES, 1).train().size()).isEqualTo(1);
    tone(16_000, 0.5, 300).write(file);
    assertThatThrownBy(() -> sounds.batch(FEATURES, 1))
        .hasMessageStartingWith(file + ": the features are of sounds of 8,000 Hz, got sound of")
        .hasMessageEndingWith("sounds.each(s -> s.resample(8000)) makes one of each");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> sounds.batch(FEATURES, 1))
        .hasMessage(file + " is empty (0 bytes); expected a sound: *.wav, *.flac, *.ogg, *.oga");
    left.write(file);
    assertThatThrownBy(() -> sounds.batch(FEATURES, 2))
        .hasMessage("batch size 2 is larger than the training part of 1 examples");
    assertThatThrownBy(() -> sounds.seconds(0.01).batch(FEATURES, 1))
        .hasMessage("sounds must have more than 128 values, half of a Fourier transform's, got 80");
    assertThatThrownBy(() -> sounds.batch(FEATURES, 1).valid())
        .hasMessageContaining("has no valid part; it has [train]; cut one off by sounds.split");
    Files.writeString(folder.resolve("testing_list.txt"), "down/b.wav\n");
    assertThatThrownBy(() -> SoundData.open(folder)).hasMessageContaining("which does not exist");
    Files.writeString(folder.resolve("testing_list.txt"), "down/a.wav\n");
    assertThatThrownBy(() -> SoundData.open(folder))
        .hasMessage(folder + " leaves no sounds to learn from: its lists name all");
  }
}
