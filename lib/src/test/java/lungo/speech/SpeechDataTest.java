package lungo.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lungo.audio.AudioFeatures;
import lungo.audio.Sound;
import lungo.audio.SoundData;
import lungo.audio.SpecAugment;
import lungo.data.Batch;
import lungo.data.DataException;
import lungo.data.Part;
import lungo.models.DeepSpeech2;
import lungo.models.DeepSpeech2Config;
import lungo.random.Seed;
import lungo.text.CharTokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeechDataTest {

  private static final AudioFeatures FEATURES = AudioFeatures.logMel(8000, 12);

  private final SoundData words = SoundData.open(Path.of("..", "datasets", "spoken-words"));
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  @Test
  void phrasesKeepSpeakersInTheirParts() {
    var speech = SpeechData.phrases(words, 3, 2, 4);
    for (Part part : Part.values()) {
      var counts =
          speech.part(part).stream()
              .collect(Collectors.groupingBy(Utterance::speaker, Collectors.counting()));
      assertThat(counts.keySet()).isEqualTo(words.speakers(part));
      assertThat(new HashSet<>(counts.values())).containsExactly(3L);
    }
    for (Utterance utterance : speech.part(Part.TRAIN)) {
      List<String> said = Arrays.asList(utterance.text().split(" "));
      assertThat(said.size()).isBetween(2, 4);
      assertThat(words.classes()).containsAll(said);
      // No word is shorter than a tenth of a second, no pause longer than a quarter.
      assertThat(utterance.sound().seconds()).isBetween(0.15 * said.size(), 1.5 * said.size());
    }
    assertThat(SpeechData.phrases(words, 3, 2, 4).texts()).isEqualTo(speech.texts());
    Seed.set(5);
    assertThat(SpeechData.phrases(words, 3, 2, 4).texts()).isNotEqualTo(speech.texts());
  }

  @Test
  void aBatchHoldsFeaturesTheirLengthsAndTheTokens() {
    var speech = SpeechData.phrases(words, 2, 1, 3);
    var letters = CharTokenizer.of(speech.texts());
    var data = speech.batch(FEATURES, letters, 5);
    assertThat(data.tokens()).isEqualTo(letters.size() + 1);
    var examples = speech.part(Part.VALID);
    int seen = 0;
    try (var epoch = data.valid().epoch(0)) {
      while (epoch.hasNext()) {
        Batch batch = epoch.next(manager);
        long[] lengths = batch.inputs().get(1).toLongArray();
        Shape shape = batch.inputs().head().getShape();
        assertThat(shape.get(3)).isEqualTo(Arrays.stream(lengths).max().orElseThrow());
        for (int n = 0; n < lengths.length; n++) {
          Utterance said = examples.get(seen++);
          float[] expected = data.features().of(said.sound());
          assertThat(lengths[n]).isEqualTo(expected.length / 12);
          float[] row = batch.inputs().head().get(n, 0, 7).toFloatArray();
          float[] wanted =
              Arrays.copyOfRange(expected, 7 * expected.length / 12, 8 * expected.length / 12);
          assertThat(Arrays.copyOf(row, wanted.length)).isEqualTo(wanted);
          assertThat(Arrays.copyOfRange(row, wanted.length, row.length))
              .isEqualTo(new float[row.length - wanted.length]);
          long[] tokens = batch.targets().head().get(n).toLongArray();
          int[] counted =
              Arrays.stream(tokens).filter(t -> t != -100).mapToInt(t -> (int) t).toArray();
          assertThat(letters.decode(counted)).isEqualTo(said.text());
        }
      }
    }
    assertThat(seen).isEqualTo(12);
  }

  private static Path table(Path folder, String... lines) throws IOException {
    return Files.writeString(folder.resolve("said.tsv"), String.join("\n", lines));
  }

  @Test
  void aTableNamesSoundsTextsSpeakersAndParts(@TempDir Path folder) throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      Sound.silence(8000, 0.5).write(folder.resolve("clips/" + name + ".wav"));
    }
    var speech =
        SpeechData.open(
            table(
                folder,
                "speaker\tfile\ttext\tpart",
                "anna\tclips/a.wav\tgood day\ttrain",
                "",
                "ben\tclips/b.wav\tbye\ttest"));
    assertThat(speech.part(Part.TRAIN).get(0).text()).isEqualTo("good day");
    assertThat(speech.part(Part.TEST).get(0).speaker()).isEqualTo("ben");
    assertThat(speech.part(Part.VALID)).isEmpty();
    assertThat(speech).asString().endsWith("test: 1 utterances, 0.0 minutes");

    var whole =
        SpeechData.open(
            table(
                folder,
                "file\ttext\tspeaker",
                "clips/a.wav\tone\tanna",
                "clips/b.wav\ttwo\tben",
                "clips/c.wav\tthree\tanna",
                "clips/d.wav\tfour\tcarla"),
            sound -> sound.resample(4000));
    assertThat(whole.part(Part.TRAIN)).hasSize(4);
    assertThat(whole.part(Part.TRAIN).get(0).sound().rate()).isEqualTo(4000);
    var split = whole.split(0.3);
    for (Part part : Part.values()) {
      assertThat(split.part(part).stream().map(Utterance::speaker).distinct()).hasSize(1);
    }
    assertThat(split.parts().values().stream().mapToInt(List::size).sum()).isEqualTo(4);
  }

  @Test
  void aTableThatIsWrongIsNamedWithItsLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("said.tsv");
    assertThatThrownBy(() -> SpeechData.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " cannot be read");
    String header = "file\ttext\tspeaker\tpart";
    table(folder, "file\ttext", "a.wav\tone");
    Sound.silence(8000, 0.5).write(folder.resolve("a.wav"));
    assertThatThrownBy(() -> SpeechData.open(file))
        .hasMessageStartingWith(
            file + " has no column 'speaker' in its first line, which has [file");
    table(folder, header, "a.wav\tone\tanna");
    assertThatThrownBy(() -> SpeechData.open(file))
        .hasMessage(
            "line 2 of " + file + " has 3 columns, the first has [file, text, speaker, part]");
    table(folder, header, "a.wav\tone\tanna\tdev");
    assertThatThrownBy(() -> SpeechData.open(file))
        .hasMessage("line 2 of " + file + " has part 'dev'; there are [train, valid, test]");
    table(folder, header, "a.wav\t \tanna\ttrain");
    assertThatThrownBy(() -> SpeechData.open(file))
        .hasMessage("line 2 of " + file + " has no text");
    table(folder, header, "b.wav\tone\tanna\ttrain");
    assertThatThrownBy(() -> SpeechData.open(file)).hasMessageContaining("b.wav cannot be read");
    Sound.of(8000, new float[80], new float[80]).write(folder.resolve("c.wav"));
    table(folder, header, "c.wav\tone\tanna\ttrain");
    assertThatThrownBy(() -> SpeechData.open(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "line 2 of "
                + file
                + " has a sound of 0.01 s, 8,000 Hz, 2 channels; one channel is needed, which"
                + " open(table, Sound::mix) makes of each");
    assertThat(SpeechData.open(file, Sound::mix).part(Part.TRAIN)).hasSize(1);
    Files.write(folder.resolve("d.flac"), new byte[0]);
    table(folder, header, "d.flac\tone\tanna\ttrain");
    assertThatThrownBy(() -> SpeechData.open(file))
        .hasMessageContaining("d.flac is empty (0 bytes)");
    table(folder, header, "a.wav\tone\tanna\ttrain");
    var speech = SpeechData.open(file);
    assertThatThrownBy(() -> speech.split(0.3)).hasMessageEndingWith("there are only [anna]");
    table(folder, header);
    assertThatThrownBy(() -> SpeechData.open(file))
        .hasMessage(file + " has no utterances to learn from");
  }

  private float[] first(SpeechBatches data, int epoch) {
    try (var batches = data.train().epoch(epoch)) {
      return batches.next(manager).inputs().head().toFloatArray();
    }
  }

  @Test
  void masksAndOrderFollowFromSeedAndEpoch() {
    var speech = SpeechData.phrases(words, 1, 1, 2);
    var plain = speech.batch(FEATURES, CharTokenizer.of(speech.texts()), 4);
    var masked = plain.mask(SpecAugment.of(4, 10));
    assertThat(first(masked, 2)).isEqualTo(first(masked, 2)).isNotEqualTo(first(plain, 2));
    assertThat(first(masked, 3)).isNotEqualTo(first(masked, 2));
  }

  @Test
  void aTranscriberReadsWhatTheNetworkGives() {
    var speech = SpeechData.phrases(words, 1, 1, 1);
    var letters = CharTokenizer.of(speech.texts());
    var data = speech.batch(FEATURES, letters, 4);
    var model = DeepSpeech2.of(DeepSpeech2Config.tiny(12, data.tokens()));
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 12, 50));
    var transcriber = Transcriber.of(model, data.features(), CtcDecoder.greedy(letters));
    Sound sound = speech.part(Part.TEST).get(0).sound();
    float[][] logits = transcriber.logits(sound);
    int frames = FEATURES.frames(sound.length());
    assertThat(logits).hasNumberOfRows((int) model.config().outputs(frames));
    assertThat(logits[0]).hasSize(data.tokens());
    assertThat(transcriber.transcribe(sound)).isEqualTo(CtcDecoder.greedy(letters).decode(logits));
    var other = CharTokenizer.of("ab");
    assertThatThrownBy(() -> Transcriber.of(model, data.features(), CtcDecoder.greedy(other)))
        .hasMessage(
            "the model reads 12 rows and writes "
                + data.tokens()
                + " tokens, got features of 12 rows and a decoder of 3 tokens");
  }

  @Test
  void transcriptsAddUpTheirErrors() {
    var transcripts = new Transcripts(List.of("one two", "tree"), List.of("one two", "three"));
    assertThat(transcripts.words().rate()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(transcripts.characters().rate()).isCloseTo(1 / 12.0, within(1e-12));
    assertThat(transcripts).hasToString("2 transcripts: WER 0.3333, CER 0.0833");
    assertThat(transcripts.mistakes().rowCount()).isEqualTo(1);
    assertThat(transcripts.mistakes().stringColumn("said").get(0)).isEqualTo("three");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Sound sound = Sound.silence(8000, 1);
    assertThatThrownBy(() -> new Utterance(sound, " ", "anna"))
        .isInstanceOf(DataException.class)
        .hasMessage("an utterance needs a text, got a blank one of anna");
    Sound stereo = Sound.of(8000, new float[80], new float[80]);
    assertThatThrownBy(() -> new Utterance(stereo, "one", "anna"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("an utterance needs a sound of one channel, got a sound of 0.01 s");
    var all = List.of(new Utterance(sound, "one", "anna"));
    assertThatThrownBy(() -> new SpeechData("made", Map.of(Part.TEST, all)))
        .hasMessage("made has no utterances to learn from");
    assertThatThrownBy(() -> new SpeechData("made", Map.of(Part.TRAIN, all, Part.TEST, all)))
        .hasMessage("made: anna is heard in the parts train and test");
    var speech = new SpeechData("made", Map.of(Part.TRAIN, all));
    var data = speech.batch(FEATURES, CharTokenizer.of("one"), 1);
    assertThatThrownBy(data::valid).hasMessage("made has no valid part");
    assertThatThrownBy(() -> speech.batch(FEATURES, CharTokenizer.of("on"), 1))
        .hasMessageStartingWith("character 'e' (U+0065) is not in the vocabulary");
    assertThatThrownBy(() -> speech.batch(FEATURES, CharTokenizer.of("one"), 0).train())
        .hasMessage("batch size must be 1 or more, got 0");
    assertThatThrownBy(() -> SpeechData.phrases(words, 0, 1, 1))
        .hasMessage("1 phrase or more a speaker of 1 word or more is needed, got 0 of 1 to 1");
    assertThatThrownBy(() -> new Transcripts(List.of("one"), List.of()))
        .hasMessageEndingWith("got 1 transcripts and 0 texts");
  }
}
