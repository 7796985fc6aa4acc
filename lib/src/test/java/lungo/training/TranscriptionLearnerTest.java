package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import lungo.audio.AudioFeatures;
import lungo.audio.SoundData;
import lungo.audio.SpecAugment;
import lungo.data.Part;
import lungo.models.DeepSpeech2;
import lungo.models.DeepSpeech2Config;
import lungo.optim.AdamW;
import lungo.random.Seed;
import lungo.speech.CtcDecoder;
import lungo.speech.SpeechData;
import lungo.speech.Transcriber;
import lungo.speech.Transcripts;
import lungo.speech.Utterance;
import lungo.text.CharTokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TranscriptionLearnerTest {

  private static final Path WORDS = Path.of("..", "datasets", "spoken-words");
  private static final AudioFeatures FEATURES = AudioFeatures.logMel(8000, 24);

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private static DeepSpeech2 small(int tokens) {
    var convolutions =
        List.of(
            new DeepSpeech2Config.Layer(8, 5, 7, 2, 2), new DeepSpeech2Config.Layer(8, 5, 5, 2, 1));
    return DeepSpeech2.of(
        new DeepSpeech2Config(
            24, tokens, convolutions, DeepSpeech2Config.Cell.GRU, 64, 1, true, 20));
  }

  @Test
  void aSmallNetworkWritesDownWordsOfNewVoices() {
    Seed.set(1);
    var speech = SpeechData.phrases(SoundData.open(WORDS), 12, 1, 2);
    var letters = CharTokenizer.of(speech.texts());
    var data = speech.batch(FEATURES, letters, 16).mask(SpecAugment.of(4, 8));
    var model = small(data.tokens());
    var learner = Learner.transcription(data, model).optimizer(AdamW.of(0.004));
    var history = learner.fit(10, Schedules.oneCycle(0.006));
    assertThat(history.table().columnNames()).contains("valid_loss", "valid_cer", "valid_wer");

    List<Utterance> test = speech.part(Part.TEST);
    var greedy = Transcriber.of(model, data.features(), CtcDecoder.greedy(letters)).judge(test);
    // The best that can be said without listening: the same word, always.
    List<String> said = test.stream().map(Utterance::text).toList();
    double blind = new Transcripts(Collections.nCopies(said.size(), "seven"), said).words().rate();
    assertThat(greedy.words().rate()).as("%s, blind %s", greedy, blind).isLessThan(0.7 * blind);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    var words = SoundData.open(WORDS);
    var speech = SpeechData.phrases(words, 1, 1, 1);
    var letters = CharTokenizer.of(speech.texts());
    var data = speech.batch(FEATURES, letters, 16);
    var learner = Learner.transcription(data, small(data.tokens()));
    assertThatThrownBy(() -> learner.recipe(Recipe.standard().mixup(0.2)).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessage("class weights, label smoothing, mixup and cutmix are for classifiers");
    assertThatThrownBy(() -> Learner.transcription(data, small(data.tokens() + 1)).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("the model must give logits (16, T, " + data.tokens() + ") and");
    var steps = List.of(new DeepSpeech2Config.Layer(2, 3, 3, 4, 32));
    var coarse =
        DeepSpeech2.of(
            new DeepSpeech2Config(
                24, data.tokens(), steps, DeepSpeech2Config.Cell.GRU, 4, 1, false, 20));
    assertThatThrownBy(() -> Learner.transcription(data, coarse).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("outputs, one for each token and a blank between two alike, but its")
        .hasMessageEndingWith("take fewer steps in time");
    assertThatThrownBy(() -> learner.evaluate(data.valid()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("Transcriber.of(…).judge(…) judges its model");
  }
}
