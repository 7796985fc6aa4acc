package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import lungo.data.Part;
import lungo.models.BertModel;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Names of emoji, two words each: two thirds of the words are in one name only, so that counting
 * words knows little. Needs what {@code ./lungo data fetch minilm} brings.
 */
class EmojiNamesTest {

  private static final Path NAMES = Path.of("../datasets/openmoji/names.tsv");
  private static final Path MINILM = Path.of("../datasets/minilm-full");
  private static final long SEED = 1;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** Prints all figures; the same linear classifier, tuned in the same way, on other features. */
  @Test
  void aBertThatHasReadTellsGroupsThatALinearModelOfWordsCannot() {
    assumeThat(Files.isDirectory(MINILM)).as("./lungo data fetch minilm").isTrue();
    Seed.set(SEED);
    long start = System.nanoTime();
    var texts = LabeledTexts.open(NAMES, "group", "code").split(0.25);
    double largest = largestClass(texts);
    double words = SoftmaxRegression.accuracy(texts, t -> counted(t, EmojiNamesTest::words));
    double letters = SoftmaxRegression.accuracy(texts, t -> counted(t, EmojiNamesTest::letters));
    double bert = SoftmaxRegression.accuracy(texts, vectors(texts)::get);
    System.out.printf(
        Locale.ROOT,
        "groups of %d names: largest class %.3f, words and pairs %.3f, letters %.3f, BERT %.3f;"
            + " seed %d, %d s%n",
        texts.part(Part.TEST).size(),
        largest,
        words,
        letters,
        bert,
        SEED,
        (System.nanoTime() - start) / 1_000_000_000);
    assertThat(words).isGreaterThan(largest + 0.2);
    // Five standard errors of a difference: 5 · √(2 · 0.2 · 0.8 / 261) = 0.175 would be the most.
    assertThat(bert).isGreaterThan(Math.max(words, letters) + 0.1);
    assertThat(bert).isGreaterThan(0.85);
  }

  private static double largestClass(LabeledTexts texts) {
    Map<String, Long> counts =
        texts.part(Part.TRAIN).stream()
            .collect(Collectors.groupingBy(LabeledText::label, Collectors.counting()));
    String largest =
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    var test = texts.part(Part.TEST);
    return test.stream().filter(t -> t.label().equals(largest)).count() / (double) test.size();
  }

  private static Map<String, Double> counted(
      LabeledText text, Function<String, List<String>> features) {
    return features.apply(text.text().toLowerCase(Locale.ROOT)).stream()
        .distinct()
        .collect(Collectors.toMap(f -> f, f -> 1.0));
  }

  /** Words and pairs of neighbours, and one that all have. */
  private static List<String> words(String text) {
    var all = new ArrayList<>(List.of(""));
    String before = "";
    for (String word : text.split("[^\\p{L}\\p{N}]+", -1)) {
      all.add(word);
      all.add(before + " " + word);
      before = word;
    }
    return all;
  }

  /** Two to four letters together. */
  private static List<String> letters(String text) {
    var all = new ArrayList<>(List.of(""));
    String padded = " " + text + " ";
    for (int length = 2; length <= 4; length++) {
      for (int i = 0; i + length <= padded.length(); i++) {
        all.add(padded.substring(i, i + length));
      }
    }
    return all;
  }

  private static Map<LabeledText, Map<String, Double>> vectors(LabeledTexts texts) {
    var all = List.of(Part.values()).stream().flatMap(part -> texts.part(part).stream()).toList();
    try (var manager = Seed.engine().newBaseManager()) {
      var embedder =
          TextEmbedder.of(
              BertModel.load(MINILM, manager), (WordPieceTokenizer) Tokenizers.load(MINILM));
      float[][] vectors = embedder.embed(all.stream().map(LabeledText::text).toList());
      var found = new HashMap<LabeledText, Map<String, Double>>();
      for (int i = 0; i < vectors.length; i++) {
        var row = new HashMap<String, Double>(Map.of("", 1.0));
        for (int k = 0; k < vectors[i].length; k++) {
          row.put(String.valueOf(k), (double) vectors[i][k]);
        }
        found.put(all.get(i), row);
      }
      return found;
    }
  }
}
