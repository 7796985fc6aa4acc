package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import lungo.metrics.Bleu;
import lungo.models.Transformer;
import lungo.models.TransformerConfig;
import lungo.optim.Adam;
import lungo.random.Seed;
import lungo.text.BytePairTokenizer;
import lungo.text.ParallelText;
import lungo.text.Translator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TranslationLearnerTest {

  private static final Path PHRASES = Path.of("..", "datasets", "cldr-phrases");

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Each word as the one that most often stands opposite to it, by Dice's coefficient. */
  private static Map<String, String> dictionary(List<ParallelText.Pair> pairs) {
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Map<String, Integer>> together = new HashMap<>();
    for (ParallelText.Pair pair : pairs) {
      var targets = new HashSet<>(words(pair.target()));
      targets.forEach(t -> seen.merge("t " + t, 1, Integer::sum));
      for (String s : new HashSet<>(words(pair.source()))) {
        seen.merge("s " + s, 1, Integer::sum);
        Map<String, Integer> counts = together.computeIfAbsent(s, k -> new HashMap<>());
        targets.forEach(t -> counts.merge(t, 1, Integer::sum));
      }
    }
    Map<String, String> dictionary = new HashMap<>();
    together.forEach(
        (s, counts) -> {
          double alone = Objects.requireNonNull(seen.get("s " + s));
          counts.entrySet().stream()
              .max(
                  Comparator.comparingDouble(
                          (Map.Entry<String, Integer> e) ->
                              e.getValue()
                                  / (alone + Objects.requireNonNull(seen.get("t " + e.getKey()))))
                      .thenComparing(Map.Entry::getKey))
              .ifPresent(best -> dictionary.put(s, best.getKey()));
        });
    return dictionary;
  }

  /** Phrases of several words, each of which stands in so many phrases at least. */
  private static List<ParallelText.Pair> knowable(int times) {
    var all = ParallelText.open(PHRASES.resolve("en.txt"), PHRASES.resolve("fr.txt")).train();
    Map<String, Integer> counts = new HashMap<>();
    all.forEach(
        p -> new HashSet<>(words(p.source())).forEach(w -> counts.merge(w, 1, Integer::sum)));
    return all.stream()
        .filter(p -> words(p.source()).size() > 1)
        .filter(p -> words(p.source()).stream().allMatch(w -> counts.getOrDefault(w, 0) >= times))
        .toList();
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split("\\s+"));
  }

  @Test
  void aSmallTransformerTranslatesNewPhrasesBetterThanADictionary() {
    Seed.set(1);
    var pairs = ParallelText.of(knowable(4)).split(0.15);
    var tokenizer = BytePairTokenizer.train(pairs.sources() + "\n" + pairs.targets(), 600);
    var data = pairs.batch(tokenizer, tokenizer, 32);
    int tokens = data.targetVocabulary();
    var model =
        Transformer.of(new TransformerConfig(tokens, tokens, 64, 64, 128, 2, 4, 0.1, true, false));
    var learner =
        Learner.translation(data, model)
            .optimizer(Adam.of(0.003).betas(0.9, 0.98))
            .recipe(Recipe.standard().labelSmoothing(0.1));
    learner.fit(30, Schedules.oneCycle(0.003));
    assertThat(learner.summary().trainable()).isPositive();

    List<String> references = pairs.valid().stream().map(ParallelText.Pair::target).toList();
    var translator = Translator.of(model, tokenizer, tokenizer).beams(4);
    var translated =
        Bleu.of(
            pairs.valid().stream().map(p -> translator.translate(p.source())).toList(), references);
    Map<String, String> dictionary = dictionary(pairs.train());
    var wordByWord =
        Bleu.of(
            pairs.valid().stream()
                .map(
                    p ->
                        words(p.source()).stream()
                            .map(w -> dictionary.getOrDefault(w, w))
                            .collect(Collectors.joining(" ")))
                .toList(),
            references);
    // A dictionary knows the words, but neither their order nor what stands between them.
    assertThat(translated.score())
        .as("%s, word by word %s", translated, wordByWord)
        .isGreaterThan(wordByWord.score() + 20);
  }
}
