package lungo.training;

import static lungo.audio.SoundAugmentations.noise;
import static lungo.audio.SoundAugmentations.shift;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lungo.audio.AudioFeatures;
import lungo.audio.Sound;
import lungo.audio.SoundBatches;
import lungo.audio.SoundData;
import lungo.audio.SpecAugment;
import lungo.data.Part;
import lungo.models.KeywordSpotter;
import lungo.optim.Adam;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeywordLearnerTest {

  private static final Path WORDS = Path.of("..", "datasets", "spoken-words");

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** A word somewhere in a second, where it follows from the word's own values. */
  private static Sound somewhere(Sound word) {
    int room = Math.max(0, word.rate() - word.length());
    int place = Math.floorMod(Arrays.hashCode(word.values()), room + 1);
    return Sound.join(List.of(Sound.silence(word.rate(), 1).fit(place), word)).fit(word.rate());
  }

  @Test
  void aKeywordSpotterKnowsWordsOfNewVoicesBetterThanALinearModel() {
    Seed.set(1);
    var sounds =
        SoundData.open(WORDS)
            .each(KeywordLearnerTest::somewhere)
            .augment(shift(0.2), noise(10, 30))
            .mask(SpecAugment.of(2, 6));
    assertThat(sounds.speakers(Part.TEST))
        .hasSize(12)
        .doesNotContainAnyElementsOf(sounds.speakers(Part.TRAIN));
    var data = sounds.batch(AudioFeatures.mfcc(8000, 10, 40).window(320, 160), 32);
    double spotter = accuracy(data, KeywordSpotter.dsCnnS(10), 0.006);
    Block flat = Blocks.batchFlattenBlock();
    Block linear = new SequentialBlock().add(flat).add(Linear.builder().setUnits(10).build());
    double baseline = accuracy(data, linear, 0.003);
    // The most frequent word is as frequent as the others: 0.1.
    assertThat(spotter).as("linear: %s", baseline).isGreaterThan(baseline + 0.15);
  }

  private static double accuracy(SoundBatches data, Block model, double rate) {
    var learner = Learner.classifier(data, model).optimizer(Adam.of(rate));
    learner.fit(12, Schedules.oneCycle(rate));
    return learner.evaluate(data.test()).accuracy();
  }
}
