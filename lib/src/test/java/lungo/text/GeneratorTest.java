package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lungo.models.LanguageModel;
import lungo.models.SmallModels;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {

  private static final String LETTERS =
      IntStream.range('A', 'A' + 31)
          .mapToObj(c -> String.valueOf((char) c))
          .collect(Collectors.joining());

  private final NDManager manager = NDManager.newBaseManager();
  private final Tokenizer tokenizer = CharTokenizer.of(LETTERS);

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  private Generator generator(String name) {
    return Generator.of(SmallModels.filled(name, manager), tokenizer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void greedyAndBeamTokensAreHuggingFaces(String name) {
    int[] greedy = SmallModels.numbers(name, "greedy");
    String prompt = tokenizer.decode(Arrays.copyOf(greedy, 4));
    var written = generator(name).write(prompt, 8);
    assertThat(tokenizer.encode(written.toString())).isEqualTo(greedy);
    assertThat(written.ending()).isEqualTo(Continuation.Ending.LENGTH);
    var beam = generator(name).beam(prompt, 8, 3);
    assertThat(tokenizer.encode(beam.toString())).isEqualTo(SmallModels.numbers(name, "beam"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void keptKeysAndValuesChangeNothingAlsoBeyondTheContext(String name) {
    // 40 tokens, the model sees 16 at most.
    var generator = generator(name).temperature(0.9).seed(5);
    assertThat(generator.write("ABC", 40).text()).hasSize(40);
    assertThat(generator.write("ABC", 40)).isEqualTo(generator.forgetful().write("ABC", 40));
  }

  @Test
  void whatIsDrawnFollowsFromTheSeeds() {
    var generator = generator("gpt2").temperature(1.5);
    String first = generator.write("AB", 12).text();
    assertThat(generator.write("AB", 12).text()).isEqualTo(first);
    assertThat(generator.seed(1).write("AB", 12).text()).isNotEqualTo(first);
    Seed.set(1);
    assertThat(generator.write("AB", 12).text()).isNotEqualTo(first);
  }

  @Test
  void piecesAreHandedOnOneByOne() {
    var pieces = new ArrayList<String>();
    var written = generator("gpt2").stream("AB", 6, pieces::add);
    assertThat(pieces).hasSize(6);
    assertThat(String.join("", pieces)).isEqualTo(written.text());
  }

  @Test
  void itStopsBeforeAStopText() {
    var generator = generator("gpt2");
    String whole = generator.write("AB", 10).text();
    String stop = whole.substring(4, 6);
    int at = whole.indexOf(stop);
    var pieces = new ArrayList<String>();
    var written = generator.stopAt(stop).stream("AB", 10, pieces::add);
    assertThat(written.text()).isEqualTo(whole.substring(0, at));
    assertThat(written.ending()).isEqualTo(Continuation.Ending.STOP);
    assertThat(String.join("", pieces)).isEqualTo(written.text());
  }

  @Test
  void anInterruptKeepsWhatWasWritten() {
    var pieces = new ArrayList<String>();
    var written =
        generator("gpt2").stream(
            "AB",
            1000,
            piece -> {
              pieces.add(piece);
              if (pieces.size() == 3) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written.ending()).isEqualTo(Continuation.Ending.INTERRUPTED);
    assertThat(written.text()).hasSize(3).isEqualTo(String.join("", pieces));
  }

  @Test
  void charactersOfSeveralTokensAreShownWhole() {
    var shown = new ArrayList<String>();
    var output = new Output(shown::add, List.of());
    output.update("a\uFFFD");
    output.update("a🐋");
    output.update("a🐋\uFFFD");
    assertThat(output.finish()).isEqualTo("a🐋\uFFFD");
    assertThat(shown).containsExactly("a", "🐋", "\uFFFD");
  }

  @Test
  void samplingKeepsTheLikeliest() {
    // Probabilities 0.5, 0.25, 0.125, 0.125.
    float[] logits = {(float) Math.log(4), (float) Math.log(2), 0, 0};
    assertThat(new Sampling(1, 0, 1).probabilities(logits))
        .containsExactly(new double[] {0.5, 0.25, 0.125, 0.125}, within(1e-6));
    assertThat(new Sampling(1, 2, 1).probabilities(logits))
        .containsExactly(new double[] {2 / 3.0, 1 / 3.0, 0, 0}, within(1e-6));
    assertThat(new Sampling(1, 3, 1).probabilities(logits))
        .containsExactly(new double[] {4 / 7.0, 2 / 7.0, 1 / 7.0, 0}, within(1e-6));
    // 0.5 + 0.25 reach 0.6.
    assertThat(new Sampling(1, 0, 0.6).probabilities(logits))
        .containsExactly(new double[] {2 / 3.0, 1 / 3.0, 0, 0}, within(1e-6));
    // At a temperature of 0.5 they are squared: 16, 4, 1, 1.
    assertThat(new Sampling(0.5, 0, 1).probabilities(logits))
        .containsExactly(new double[] {16 / 22.0, 4 / 22.0, 1 / 22.0, 1 / 22.0}, within(1e-6));
  }

  @Test
  void samplesComeAsOftenAsTheirProbabilitySays() {
    float[] logits = {(float) Math.log(4), (float) Math.log(2), 0, 0};
    var random = new SplittableRandom(1);
    int[] counts = new int[4];
    for (int i = 0; i < 8000; i++) {
      counts[new Sampling(1, 0, 1).choose(logits, random)]++;
    }
    // Of 8,000 draws 4,000 are expected with a deviation of 45.
    assertThat(counts[0]).isBetween(3800, 4200);
    assertThat(counts[3]).isBetween(850, 1150);
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    var generator = generator("gpt2");
    assertThatThrownBy(() -> generator.temperature(-1)).hasMessageContaining("got -1.0");
    assertThatThrownBy(() -> generator.topK(-1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> generator.topP(0)).hasMessageContaining("in (0, 1], got 0.0");
    assertThatThrownBy(() -> generator.write("", 5)).hasMessageContaining("got none");
    assertThatThrownBy(() -> generator.beam("A", 5, 0)).hasMessageContaining("got 0");
    LanguageModel model = SmallModels.filled("gpt2", manager);
    assertThatThrownBy(() -> Generator.of(model, CharTokenizer.of(LETTERS + "é")))
        .hasMessageContaining("the tokenizer has 32 tokens, the model only 31");
  }
}
