package lungo.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import lungo.data.DataException;
import lungo.data.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code src/test/python/sound_files_reference.py} made the files, by libsndfile. */
class SoundFilesTest {

  private final Path folder;

  SoundFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mono-16", "mono-8", "stereo-24", "wasted-24", "constant-and-noise-16"})
  void flacIsTheSameSoundToTheBit(String name) throws IOException {
    Sound wanted = Sound.read(copied(name + ".flac.wav"));
    Sound made = Sound.read(copied(name + ".flac"));
    assertThat(made).hasToString(wanted.toString());
    for (int c = 0; c < wanted.channels(); c++) {
      assertThat(made.channel(c)).isEqualTo(wanted.channel(c));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mono", "stereo"})
  void vorbisIsDecodedAsByLibsndfile(String name) throws IOException {
    Sound wanted = Sound.read(copied(name + ".ogg.wav"));
    Sound made = Sound.read(copied(name + ".ogg"));
    assertThat(made).hasToString(wanted.toString());
    for (int c = 0; c < wanted.channels(); c++) {
      float[] values = made.channel(c);
      float[] theirs = wanted.channel(c);
      double most = 0;
      for (int i = 0; i < theirs.length; i++) {
        most = Math.max(most, Math.abs(values[i] - theirs[i]));
      }
      assertThat(most).isLessThan(1e-5);
      assertThat(made.length()).isEqualTo(theirs.length);
    }
  }

  @Test
  void whatIsCutOffIsNamed() throws IOException {
    for (String name : new String[] {"mono-16.flac", "stereo-24.flac", "mono.ogg", "stereo.ogg"}) {
      byte[] whole = resource(name);
      for (int size :
          new int[] {5, 30, 60, whole.length / 2, whole.length - 20, whole.length - 1}) {
        assertRefused(name, Arrays.copyOf(whole, size), "is cut off");
      }
    }
    assertRefused("x.flac", Arrays.copyOf(resource("mono-16.flac"), 4), "is cut off after 4 bytes");
  }

  @Test
  void whatIsDamagedIsNamed() throws IOException {
    for (String name : new String[] {"mono-16.flac", "stereo-24.flac", "mono.ogg", "stereo.ogg"}) {
      byte[] whole = resource(name);
      for (int place = whole.length / 3; place < whole.length; place += whole.length / 7) {
        byte[] damaged = whole.clone();
        damaged[place] ^= 0x10;
        Path file = Files.write(folder.resolve(name), damaged);
        assertThatThrownBy(() -> Sound.read(file))
            .as("%s at %d", name, place)
            .isInstanceOf(DataException.class)
            .hasMessageStartingWith(file.toString());
      }
    }
    byte[] sum = resource("mono-16.flac");
    sum[26] ^= 1;
    assertRefused("sum.flac", sum, "is damaged: its values have another MD5 sum than it says");
  }

  @Test
  void foreignFilesAreNamed() throws IOException {
    assertRefused("no.flac", new byte[0], "is empty (0 bytes); expected a sound: *.wav, *.flac");
    assertRefused(
        "song.mp3",
        "ID3 and what follows".getBytes(StandardCharsets.US_ASCII),
        "is no sound that can be read: WAV begins with RIFF, FLAC begins with fLaC, Ogg Vorbis");
    assertRefused("opus.ogg", resource("opus.ogg"), "is an Ogg file that holds no Vorbis (Opus");
    assertRefused(
        "fake.flac",
        "fLaC, but words follow".repeat(4).getBytes(StandardCharsets.US_ASCII),
        "does not begin with what a FLAC file says of itself");
    byte[] vorbis = resource("mono.ogg");
    byte[] twice = Arrays.copyOf(vorbis, 2 * vorbis.length);
    System.arraycopy(vorbis, 0, twice, vorbis.length, vorbis.length);
    assertRefused("two.ogg", twice, "holds several sounds one after another");
    assertThatThrownBy(() -> Sound.silence(8000, 1).write(folder.resolve("a.flac")))
        .hasMessage(
            folder.resolve("a.flac") + " is no name for a WAV file, which is what can be written");
  }

  @Test
  void foldersMayHoldSoundsOfEachKind() throws IOException {
    for (String name : new String[] {"a_1.flac", "b_1.ogg", "c_1.wav"}) {
      String ending = name.substring(name.lastIndexOf('.'));
      byte[] sound =
          resource(
              ending.equals(".flac")
                  ? "mono-16.flac"
                  : "mono.ogg" + (ending.equals(".wav") ? ".wav" : ""));
      for (String label : new String[] {"up", "down"}) {
        Files.write(
            Files.createDirectories(folder.resolve("sounds/" + label)).resolve(name), sound);
      }
    }
    var sounds = SoundData.open(folder.resolve("sounds"));
    assertThat(sounds.size(Part.TRAIN)).isEqualTo(6);
    var split = sounds.split(0.33, name -> name.substring(0, 3));
    assertThat(split.size(Part.TRAIN)).isEqualTo(2);
    var data = sounds.batch(AudioFeatures.logMel(8000, 20), 6);
    assertThat(data.train().sound(0).length()).isEqualTo(3301);
  }

  private void assertRefused(String name, byte[] content, String reason) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    assertThatThrownBy(() -> Sound.read(file))
        .as("%d bytes of %s", content.length, name)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason);
  }

  private Path copied(String name) throws IOException {
    return Files.write(folder.resolve(name), resource(name));
  }

  private static byte[] resource(String name) throws IOException {
    String path = "/lungo/audio/files/" + name;
    try (var in = Objects.requireNonNull(SoundFilesTest.class.getResourceAsStream(path), path)) {
      return in.readAllBytes();
    }
  }
}
