package lungo.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import lungo.random.Formula;
import lungo.text.CharTokenizer;
import lungo.text.NGram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtcDecoderTest {

  private static final CharTokenizer LETTERS = CharTokenizer.of("abc");
  private static final int BLANK = 3;

  private static float[][] logits(int times, int stream) {
    float[][] logits = new float[times][BLANK + 1];
    for (int i = 0; i < times * 4; i++) {
      logits[i / 4][i % 4] = (float) (2 * Formula.uniform(i, stream));
    }
    return logits;
  }

  /** Probabilities of all texts: each alignment's product is added to the text that it spells. */
  private static Map<String, Double> bruteForce(float[][] logits) {
    var sums = new HashMap<String, Double>();
    int alignments = 1 << (2 * logits.length); // 4 choices at each time
    for (int alignment = 0; alignment < alignments; alignment++) {
      var text = new StringBuilder();
      double product = 1;
      int last = BLANK;
      for (int t = 0; t < logits.length; t++) {
        int choice = alignment >> (2 * t) & 3;
        double sum = 0;
        for (float logit : logits[t]) {
          sum += Math.exp(logit);
        }
        product *= Math.exp(logits[t][choice]) / sum;
        if (choice != last && choice != BLANK) {
          text.append("abc".charAt(choice));
        }
        last = choice;
      }
      sums.merge(text.toString(), product, Double::sum);
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void enoughBeamsFindEveryTextWithTheSumOfItsAlignments(int times) {
    float[][] logits = logits(times, times);
    Map<String, Double> expected = bruteForce(logits);
    var found = CtcDecoder.beams(LETTERS, 5000).best(logits);
    // Texts that no alignment spells, such as "aa" in two steps, are kept with probability 0.
    var possible = found.stream().filter(h -> h.logProbability() > -1e9).toList();
    assertThat(possible).hasSameSizeAs(expected.keySet());
    for (var hypothesis : possible) {
      double probability = Objects.requireNonNull(expected.get(hypothesis.text()));
      assertThat(Math.exp(hypothesis.logProbability()))
          .as(hypothesis.text())
          .isCloseTo(probability, within(1e-9));
    }
    double best = expected.values().stream().mapToDouble(p -> p).max().orElseThrow();
    assertThat(Math.exp(possible.get(0).logProbability())).isCloseTo(best, within(1e-9));
  }

  /** p(blank) = 0.6 twice: "" has 0.36, and "a" 0.4 · 0.4 + 2 · 0.4 · 0.6 = 0.64. */
  @Test
  void beamsSumUpWhatGreedyDecodingDoesNotSee() {
    float no = -100;
    float[] each = {(float) Math.log(0.4), no, no, (float) Math.log(0.6)};
    float[][] logits = {each, each};
    var greedy = CtcDecoder.greedy(LETTERS).best(logits).get(0);
    assertThat(greedy.text()).isEmpty();
    assertThat(Math.exp(greedy.logProbability())).isCloseTo(0.36, within(1e-6));
    var searched = CtcDecoder.beams(LETTERS, 4).best(logits).get(0);
    assertThat(searched.text()).isEqualTo("a");
    assertThat(Math.exp(searched.logProbability())).isCloseTo(0.64, within(1e-6));
  }

  private static float[][] named(int... choices) {
    float[][] logits = new float[choices.length][BLANK + 1];
    for (int t = 0; t < choices.length; t++) {
      logits[t][choices[t]] = 9;
    }
    return logits;
  }

  @Test
  void repeatsAreJoinedUnlessABlankIsBetween() {
    float[][] logits = named(0, 0, BLANK, 0, 1, 1, BLANK, BLANK, 2);
    assertThat(CtcDecoder.greedy(LETTERS).decode(logits)).isEqualTo("aabc");
    assertThat(CtcDecoder.beams(LETTERS, 8).decode(logits)).isEqualTo("aabc");
    assertThat(CtcDecoder.greedy(LETTERS).decode(named(BLANK, BLANK))).isEmpty();
  }

  /** The prior is asked once for each token, with the text before it. */
  @Test
  void aPriorDecidesBetweenWhatSoundsAlike() {
    float[][] logits = logits(4, 9);
    var sums = bruteForce(logits);
    Prior prior =
        new Prior() {
          @Override
          public double logProbability(int[] before, int token) {
            return before.length > 0 && before[before.length - 1] == 0 ? -0.1 * token : -1;
          }

          @Override
          public double logEnd(int[] text) {
            return text.length > 1 ? -0.2 * text[0] : -2;
          }
        };
    var found = CtcDecoder.beams(LETTERS, 5000).prior(prior, 0.7, 0.3).best(logits);
    double highest = Double.NEGATIVE_INFINITY;
    for (var entry : sums.entrySet()) {
      int[] tokens = LETTERS.encode(entry.getKey());
      double score = Math.log(entry.getValue()) + 0.7 * prior.logEnd(tokens);
      for (int i = 0; i < tokens.length; i++) {
        score += 0.3 + 0.7 * prior.logProbability(Arrays.copyOf(tokens, i), tokens[i]);
      }
      highest = Math.max(highest, score);
    }
    assertThat(found.get(0).score()).isCloseTo(highest, within(1e-9));

    float[][] unsure = {{1, 1, 0, 0}, {0, 0, 0, 9}, {0, 1.01f, 1, 0}};
    Prior afterAComesC = (before, token) -> before.length == 1 && token != 2 ? -5 : 0;
    assertThat(CtcDecoder.beams(LETTERS, 8).decode(unsure)).endsWith("b");
    assertThat(CtcDecoder.beams(LETTERS, 8).prior(afterAComesC, 1, 1).decode(unsure)).endsWith("c");
  }

  @Test
  void anNGramModelIsAPriorOfTextsBetweenLineEnds() {
    var lines = CharTokenizer.of("\nab");
    var model = NGram.of(lines.encode("\nab\nabb\nab\nab\n"), 3, 3);
    var prior = Prior.of(model, 0);
    int[] ab = {1, 2};
    assertThat(prior.logProbability(new int[] {1}, 2))
        .isEqualTo(Math.log(model.probability(new int[] {0, 1, 2}, 2)));
    assertThat(prior.logEnd(ab)).isEqualTo(Math.log(model.probability(new int[] {0, 1, 2, 0}, 3)));
    // Three lines of four end after "ab", none after "a".
    assertThat(prior.logEnd(ab)).isGreaterThan(Math.log(0.5));
    assertThat(prior.logEnd(new int[] {1})).isLessThan(Math.log(0.2));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> CtcDecoder.greedy(LETTERS).decode(new float[][] {{1, 2, 3}}))
        .hasMessage("a number for each of 3 tokens and the blank is needed at each time, got 3");
    assertThatThrownBy(() -> CtcDecoder.beams(LETTERS, 0))
        .hasMessage("beams must be 1 or more, got 0");
    assertThatThrownBy(() -> CtcDecoder.greedy(LETTERS).prior((before, token) -> 0, 1, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> CtcDecoder.beams(LETTERS, 2).prior((before, token) -> 0, -1, 0))
        .hasMessage("the prior's share must be 0 or more, got -1.0");
  }
}
