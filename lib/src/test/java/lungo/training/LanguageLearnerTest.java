package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import lungo.models.Gpt;
import lungo.models.GptConfig;
import lungo.models.Llama;
import lungo.models.LlamaConfig;
import lungo.optim.AdamW;
import lungo.random.Seed;
import lungo.text.CharTokenizer;
import lungo.text.Generator;
import lungo.text.TextBatches;
import lungo.text.TextData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanguageLearnerTest {

  private static final String VERSE = "call me ishmael, some years ago. ";

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private static TextBatches verses() {
    var text = TextData.of(VERSE.repeat(60)).split(0.2);
    return text.batch(CharTokenizer.of(VERSE), 16, 8);
  }

  private static GptConfig config(TextBatches data) {
    return new GptConfig(data.tokenizer().size(), 16, 32, 2, 2, 0);
  }

  @Test
  void aGptLearnsAVerseByHeartAndRecitesIt() {
    Seed.set(1);
    TextBatches data = verses();
    var model = Gpt.of(config(data));
    var learner = Learner.languageModel(data, model).optimizer(AdamW.of(0.01));
    double before = learner.perplexity(data.valid()).value();
    // Untrained, all characters are about as likely.
    assertThat(before).isCloseTo(data.tokenizer().size(), within(2.0));
    var history = learner.fit(10);
    var after = learner.perplexity(data.valid());
    // All but the first characters of a piece follow from those before.
    assertThat(after.value()).isLessThan(1.5);
    assertThat(history.last().get("valid_perplexity")).isCloseTo(after.value(), within(1e-9));
    assertThat(history.last().get("valid_loss")).isCloseTo(after.loss(), within(1e-9));
    assertThat(after.tokens()).isEqualTo(data.validTokens().length - 1);
    assertThat(Generator.of(model, data.tokenizer()).write("call me", 25).toString())
        .isEqualTo("call me ishmael, some years ago.");
  }

  @Test
  void aLlamaLearnsIt() {
    Seed.set(1);
    TextBatches data = verses();
    int size = data.tokenizer().size();
    var model = Llama.of(new LlamaConfig(size, 16, 32, 64, 2, 4, 2, 10_000, 1e-5, true));
    var learner = Learner.languageModel(data, model).optimizer(AdamW.of(0.01));
    learner.fit(8);
    assertThat(learner.perplexity(data.valid()).value()).isLessThan(1.5);
    assertThat(learner.summary().trainable()).isPositive();
  }

  @Test
  void aRunWithDropoutIsRepeatedByItsSeed() {
    double[] first = losses();
    assertThat(losses()).isEqualTo(first);
  }

  private static double[] losses() {
    Seed.set(7);
    TextBatches data = verses();
    var learner = Learner.languageModel(data, Gpt.of(config(data).dropout(0.2)));
    return learner.optimizer(AdamW.of(0.01)).fit(1).stepLosses();
  }

  @Test
  void whatIsForClassifiersSaysSo() {
    TextBatches data = verses();
    var learner = Learner.languageModel(data, Gpt.of(config(data)));
    assertThatThrownBy(() -> learner.evaluate(data.valid()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("perplexity(…) judges it");
    assertThatThrownBy(() -> learner.save(Path.of("never")))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("StateDict.of(model).save(file)");
    assertThatThrownBy(() -> learner.recipe(Recipe.standard().classWeights(1, 2)).fit(1))
        .hasMessageContaining("are for classifiers");
  }

  @Test
  void aModelOfAnotherVocabularyIsNamed() {
    TextBatches data = verses();
    var model = Gpt.of(new GptConfig(40, 16, 32, 2, 2, 0));
    assertThatThrownBy(() -> Learner.languageModel(data, model).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "the model must give a number for each token at each position, (8, 16, 15); it gave"
                + " (8, 16, 40)");
  }
}
