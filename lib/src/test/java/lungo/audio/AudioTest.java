package lungo.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import lungo.data.DataException;
import lungo.data.Sha256Sums;
import lungo.random.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compared with torchaudio; {@code src/test/python/audio_reference.py} made the values. */
class AudioTest {

  private static final int RATE = 8000;

  private static JsonObject reference() {
    try (var in =
        Objects.requireNonNull(AudioTest.class.getResourceAsStream("/lungo/audio/features.json"))) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The script's sound. */
  private static Sound sound() {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      double t = (double) i / RATE;
      double tone = 0.5 * Math.sin(2 * Math.PI * (300 * t + 6000 * t * t));
      values[i] = (float) (tone + 0.05 * (float) Formula.uniform(i, 5));
    }
    return Sound.of(RATE, values);
  }

  private static void assertClose(String name, float[] values, double tolerance) {
    var expected = reference().getAsJsonArray(name);
    assertThat(values).as(name).hasSize(expected.size());
    for (int i = 0; i < values.length; i++) {
      double number = expected.get(i).getAsDouble();
      assertThat((double) values[i])
          .as("%s[%d]", name, i)
          .isCloseTo(number, within(tolerance * Math.max(1, Math.abs(number))));
    }
  }

  @Test
  void featuresAreTorchaudios() {
    var mel = AudioFeatures.mel(RATE, 20);
    assertThat(mel.fft()).isEqualTo(256);
    assertThat(mel.window()).isEqualTo(200);
    assertThat(mel.hop()).isEqualTo(80);
    var slaney = mel.bands(60, 4000).scale(MelScale.SLANEY, true);
    var mfcc = AudioFeatures.mfcc(RATE, 12, 20).bands(60, 3800);
    assertClose("power", AudioFeatures.power(RATE).of(sound()).values(), 1e-4);
    assertClose("mel", mel.of(sound()).values(), 1e-4);
    assertClose("mel_slaney", slaney.of(sound()).values(), 1e-4);
    assertClose("log_mel", AudioFeatures.logMel(RATE, 20).of(sound()).values(), 1e-4);
    assertClose("decibels", AudioFeatures.decibels(RATE, 20).of(sound()).values(), 1e-4);
    assertClose("mfcc", mfcc.of(sound()).values(), 1e-4);
    assertClose("mfcc_slaney", mfcc.scale(MelScale.SLANEY, true).of(sound()).values(), 1e-4);
  }

  @Test
  void resamplingIsTorchaudios() {
    assertClose("up", sound().slice(0, 200).resample(11025).values(), 1e-5);
    assertClose("down", sound().slice(0, 400).resample(5000).values(), 1e-5);
    Sound same = sound();
    assertThat(same.resample(RATE)).isSameAs(same);
  }

  @Test
  void aToneOfAKnownPitchIsLoudestInItsBand() {
    float[] values = new float[RATE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(2 * Math.PI * 1000 * i / RATE);
    }
    Spectrogram power = AudioFeatures.power(RATE).of(Sound.of(RATE, values));
    assertThat(power.rows()).isEqualTo(129);
    assertThat(power.frames()).isEqualTo(101);
    int loudest = 0;
    for (int row = 0; row < power.rows(); row++) {
      loudest = power.value(row, 50) > power.value(loudest, 50) ? row : loudest;
    }
    assertThat(loudest).isEqualTo(1000 * 256 / RATE);
  }

  @Test
  void sixteenBitsComeBackAsTheyWere(@TempDir Path folder) {
    float[] left = {0, 0.5f, -1, 32767 / 32768f};
    float[] right = {0.25f, -0.25f, 2, -2};
    Path file = folder.resolve("a/stereo.wav");
    Sound.of(44_100, left, right).write(file);
    Sound back = Sound.read(file);
    assertThat(back.rate()).isEqualTo(44_100);
    assertThat(back.channel(0)).containsExactly(left);
    assertThat(back.channel(1)).containsExactly(0.25f, -0.25f, 32767 / 32768f, -1);
    assertThat(back.mix().values()[1]).isEqualTo((0.5f - 0.25f) / 2);
    assertThatThrownBy(back::values)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2; mix()");
  }

  private static byte[] wav(int kind, int bits, int... data) {
    var out = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.length);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) kind).putShort((short) 1).putInt(RATE).putInt(RATE * bits / 8);
    out.putShort((short) (bits / 8)).putShort((short) bits);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data.length);
    for (int b : data) {
      out.put((byte) b);
    }
    return out.array();
  }

  private static float[] read(byte[] content) {
    return WavFile.parse(content, "made.wav").values();
  }

  @Test
  void everyWidthIsRead() {
    assertThat(read(wav(1, 8, 0, 128, 192))).containsExactly(-1, 0, 0.5f);
    assertThat(read(wav(1, 16, 0, 0x40, 0, 0x80))).containsExactly(0.5f, -1);
    assertThat(read(wav(1, 24, 0, 0, 0x40, 0, 0, 0x80))).containsExactly(0.5f, -1);
    assertThat(read(wav(1, 32, 0, 0, 0, 0x40, 0, 0, 0, 0x80))).containsExactly(0.5f, -1);
    assertThat(read(wav(3, 32, 0, 0, 0, 0x3f, 0, 0, 0x80, 0xbf))).containsExactly(0.5f, -1);
    assertThat(read(wav(3, 64, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f))).containsExactly(0.5f);
  }

  @Test
  void g711IsPythons() {
    int[] codes = new int[256];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = i;
    }
    for (String law : List.of("mu_law", "a_law")) {
      float[] values = read(wav(law.equals("mu_law") ? 7 : 6, 8, codes));
      var expected = reference().getAsJsonArray(law);
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i] * 32768).as("%s %d", law, i).isEqualTo(expected.get(i).getAsFloat());
      }
    }
  }

  @Test
  void whatIsNoWavFileIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.wav");
    Files.write(file, new byte[0]);
    assertRefused(file, "is empty (0 bytes)");
    Files.writeString(file, "RIFF and more than twelve bytes");
    assertRefused(file, "is not a WAV file");
    Files.writeString(file, "RIFF");
    assertRefused(file, "has only 4 bytes");
    Files.write(file, wav(2, 4, 1, 2, 3));
    assertRefused(file, "kind 2 with 4 bits");
    byte[] cut = wav(1, 16, 1, 2, 3, 4);
    Files.write(file, Arrays.copyOf(cut, cut.length - 1));
    assertRefused(file, "cut off: 4 bytes of sound were announced, 3 are there");
    Files.write(file, Arrays.copyOf(cut, 30));
    assertRefused(file, "cut off in its part 'fmt '");
    assertRefused(folder.resolve("none.wav"), "cannot be read");
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> Sound.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void featuresRefuseOtherSounds() {
    var features = AudioFeatures.logMel(16_000, 40);
    assertThatThrownBy(() -> features.of(sound()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("16000 Hz")
        .hasMessageContaining("resample(16000)");
    assertThatThrownBy(() -> AudioFeatures.mel(RATE, 20).of(sound().slice(0, 128)))
        .hasMessageContaining("more than 128 values");
    assertThatThrownBy(() -> AudioFeatures.mel(RATE, 20).bands(0, 5000))
        .hasMessageContaining("within [0, 4000.0] Hz");
    assertThatThrownBy(() -> AudioFeatures.mfcc(RATE, 21, 20)).hasMessageContaining("[1, 20]");
    assertThatThrownBy(() -> Sound.of(RATE, new float[] {Float.NaN})).hasMessageContaining("NaN");
  }

  @Test
  void noiseHasTheRatioThatWasAskedFor() {
    Sound quiet = sound();
    float[] before = quiet.values();
    float[] after = SoundAugmentations.noise(10, 10).apply(quiet, new SplittableRandom(1)).values();
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < before.length; i++) {
      signal += before[i] * before[i];
      noise += (after[i] - before[i]) * (after[i] - before[i]);
    }
    assertThat(10 * Math.log10(signal / noise)).isCloseTo(10, within(0.5));
  }

  @Test
  void aShiftMovesAndSpeedShortens() {
    Sound click = Sound.of(100, new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0, 0});
    for (int seed = 0; seed < 20; seed++) {
      float[] moved =
          SoundAugmentations.shift(0.03).apply(click, new SplittableRandom(seed)).values();
      float[] again =
          SoundAugmentations.shift(0.03).apply(click, new SplittableRandom(seed)).values();
      assertThat(again).containsExactly(moved);
      int at = 0;
      while (moved[at] == 0) {
        at++;
      }
      assertThat(at).isBetween(1, 7);
    }
    var fast = SoundAugmentations.speed(1.25, 1.25).apply(sound(), new SplittableRandom(1));
    assertThat(fast.length()).isEqualTo(800);
    assertThat(fast.rate()).isEqualTo(RATE);
  }

  @Test
  void specAugmentHidesWholeBandsAndFrames() {
    float[] values = new float[10 * 20];
    Arrays.fill(values, 1);
    new SpecAugment(1, 4, 1, 9, 0.25).apply(values, 10, 20, new SplittableRandom(3));
    boolean[] bands = new boolean[10];
    boolean[] frames = new boolean[20];
    for (int i = 0; i < values.length; i++) {
      bands[i / 20] |= values[i] == 1;
      frames[i % 20] |= values[i] == 1;
    }
    int hiddenBands = 0;
    for (boolean shown : bands) {
      hiddenBands += shown ? 0 : 1;
    }
    int hiddenFrames = 0;
    for (boolean shown : frames) {
      hiddenFrames += shown ? 0 : 1;
    }
    assertThat(hiddenBands).isBetween(0, 4);
    assertThat(hiddenFrames).isBetween(0, 5);
    assertThat(hiddenBands + hiddenFrames).isPositive();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(bands[i / 20] && frames[i % 20] ? 1 : 0);
    }
  }

  @Test
  void soundsAreJoinedCutAndFilled() {
    Sound two = Sound.join(List.of(sound().slice(0, 3), Sound.silence(RATE, 0.001)));
    assertThat(two.length()).isEqualTo(3 + 8);
    assertThat(two.fit(2).length()).isEqualTo(2);
    assertThat(two.values()[1]).isEqualTo(sound().values()[1]);
    assertThatThrownBy(() -> Sound.join(List.of(two, Sound.silence(100, 1))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("100 Hz");
  }

  @Test
  void theSoundsOfTheDataSetsAreRead() throws IOException {
    assertThat(lengths("spoken-numbers")).hasSize(5 * 28);
    assertThat(lengths("spoken-words")).hasSize(10 * 60);
  }

  /** In seconds, of files that are as their sums say. */
  private static List<Double> lengths(String set) throws IOException {
    Path home = Path.of("../datasets", set);
    Sha256Sums.in(home).checkAll(home);
    try (var files = Files.walk(home)) {
      return files
          .filter(file -> file.toString().endsWith(".wav"))
          .map(
              file -> {
                Sound sound = Sound.read(file);
                assertThat(sound.rate()).as("%s", file).isEqualTo(RATE);
                assertThat(sound.seconds()).as("%s", file).isBetween(0.1, 2.0);
                assertThat(AudioFeatures.logMel(RATE, 40).of(sound).rows()).isEqualTo(40);
                return sound.seconds();
              })
          .toList();
    }
  }
}
