package lungo.training;

import static lungo.training.Schedules.oneCycle;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import lungo.models.Llama;
import lungo.models.LlamaConfig;
import lungo.optim.Muon;
import lungo.random.Seed;
import lungo.text.CharTokenizer;
import lungo.text.NGram;
import lungo.text.TextData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Moby Dick by characters; half an hour on two cores. By byte pairs the notebook {@code gpt.ipynb}
 * does the same.
 */
class WholeMobyDickTest {

  private static final long SEED = 1;
  private static final int EPOCHS = 6;
  private static final int CONTEXT = 128;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Prints both with seed, epochs and time. */
  @Test
  @Tag("slow")
  void aGptOfCharactersForetellsTheEndOfTheBookBetterThanA5GramModel() {
    Seed.set(SEED);
    long start = System.nanoTime();
    var text = TextData.open(Path.of("../datasets/moby-dick/moby-dick.txt")).split(0.1);
    var tokenizer = CharTokenizer.of(text.train() + text.valid());
    var data = text.batch(tokenizer, CONTEXT, 8);
    var counted = NGram.of(data.trainTokens(), tokenizer.size(), 5).perplexity(data.validTokens());
    var model =
        Llama.of(new LlamaConfig(tokenizer.size(), CONTEXT, 128, 344, 4, 4, 4, 10_000, 1e-5, true));
    var learner =
        Learner.languageModel(data, model)
            .optimizer(Muon.of(0.02).weightDecay(0.1))
            .recipe(Recipe.standard().clipNorm(1));
    learner.fit(EPOCHS, oneCycle(0.02, 0.1));
    var learned = learner.perplexity(data.valid());
    long characters = text.valid().length();
    System.out.printf(
        Locale.ROOT,
        "GPT: %s, %.3f bits a character; 5-gram: %s, %.3f bits; seed %d, %d epochs, %d s%n",
        learned,
        learned.bitsPer(characters),
        counted,
        counted.bitsPer(characters),
        SEED,
        EPOCHS,
        (System.nanoTime() - start) / 1_000_000_000);
    assertThat(learned.tokens()).isEqualTo(counted.tokens());
    assertThat(learned.loss()).isLessThan(counted.loss());
  }
}
