package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import lungo.data.Batch;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.data.Part;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On Moby Dick, as the project has it. */
class MaskedBatchesTest {

  private static final TextData TEXT =
      TextData.of(
              TextData.open(Path.of("..", "datasets", "moby-dick", "moby-dick.txt"))
                  .train()
                  .substring(0, 120_000))
          .split(0.2);
  private static final WordPieceTokenizer TOKENIZER = WordPieceTokenizer.train(TEXT.train(), 1000);

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  /** The arrays of an epoch's batches: tokens, types, mask, targets and, of pairs, strangers. */
  private static List<List<long[]>> epoch(Loader loader, int epoch) {
    var all = new ArrayList<List<long[]>>();
    try (var manager = NDManager.newBaseManager();
        var batches = loader.epoch(epoch)) {
      while (batches.hasNext()) {
        Batch batch = batches.next(manager);
        var arrays = new ArrayList<long[]>();
        batch.inputs().stream().map(NDArray::toLongArray).forEach(arrays::add);
        batch.targets().stream().map(NDArray::toLongArray).forEach(arrays::add);
        all.add(arrays);
      }
    }
    assertThat(all).hasSize(loader.batches());
    return all;
  }

  private static long[] joined(List<List<long[]>> batches, int array) {
    return batches.stream().flatMapToLong(b -> LongStream.of(b.get(array))).toArray();
  }

  @Test
  void aSeventhIsAskedForOfWhichFourFifthsAreMasked() {
    Seed.set(3);
    var batches = epoch(TEXT.mask(TOKENIZER, 64, 16).train(), 0);
    long[] tokens = joined(batches, 0);
    long[] seen = joined(batches, 2);
    long[] targets = joined(batches, 3);
    int mask = TOKENIZER.id("[MASK]").orElseThrow();
    double ordinary = 0, asked = 0, masked = 0, kept = 0;
    for (int i = 0; i < tokens.length; i++) {
      boolean isMark = TOKENIZER.isSpecial((int) (targets[i] < 0 ? tokens[i] : targets[i]));
      ordinary += isMark || seen[i] == 0 ? 0 : 1;
      if (targets[i] >= 0) {
        assertThat(isMark).as("a mark is never asked for").isFalse();
        asked++;
        masked += tokens[i] == mask ? 1 : 0;
        kept += tokens[i] == targets[i] ? 1 : 0;
      } else {
        assertThat(tokens[i]).as("what is not asked for is not masked").isNotEqualTo(mask);
      }
    }
    // About 4,000 are asked for, so that the spread of each share is below 0.01.
    assertThat(asked).isGreaterThan(3000);
    assertThat(asked / ordinary).isCloseTo(0.15, within(0.005));
    assertThat(masked / asked).isCloseTo(0.8, within(0.03));
    assertThat(kept / asked).isCloseTo(0.1, within(0.03));
    assertThat((asked - masked - kept) / asked).isCloseTo(0.1, within(0.03));
  }

  @Test
  void hiddenTokensFollowFromSeedAndEpoch() {
    Seed.set(5);
    var data = TEXT.mask(TOKENIZER, 32, 16);
    long[] first = all(data.train(), 0);
    assertThat(all(data.train(), 1)).isNotEqualTo(first);
    long[] judged = all(data.valid(), 0);
    Seed.set(5);
    var again = TEXT.mask(TOKENIZER, 32, 16);
    assertThat(all(again.train(), 0)).isEqualTo(first);
    assertThat(all(again.valid(), 0)).isEqualTo(judged);
    Seed.set(6);
    assertThat(all(again.valid(), 0)).isNotEqualTo(judged);
  }

  /** Tokens and targets of an epoch. */
  private static long[] all(Loader loader, int epoch) {
    var batches = epoch(loader, epoch);
    return LongStream.concat(LongStream.of(joined(batches, 0)), LongStream.of(joined(batches, 3)))
        .toArray();
  }

  @Test
  void withItsHiddenTokensBackEachPieceIsTheText() {
    var batches = epoch(TEXT.mask(TOKENIZER, 32, 16).valid(), 0);
    var text = new ArrayList<Integer>();
    for (List<long[]> batch : batches) {
      for (int i = 0; i < batch.get(0).length; i++) {
        long target = batch.get(3)[i];
        int id = (int) (target < 0 ? batch.get(0)[i] : target);
        if (batch.get(2)[i] == 1 && !TOKENIZER.isSpecial(id)) {
          text.add(id);
        }
      }
    }
    assertThat(text.stream().mapToInt(i -> i).toArray())
        .isEqualTo(
            Arrays.stream(TOKENIZER.encode(TEXT.valid()))
                .filter(id -> !TOKENIZER.isSpecial(id))
                .toArray());
  }

  @Test
  void halfOfThePairsAreStrangersAndTheOthersStandInTheText() {
    var data = TEXT.maskPairs(TOKENIZER, 160, 16);
    assertThat(data.hasPairs()).isTrue();
    String text = " " + TOKENIZER.decode(TOKENIZER.encode(TEXT.train())) + " ";
    int end = TOKENIZER.id("[SEP]").orElseThrow();
    double[] pairs = new double[2];
    double[] inText = new double[2];
    for (List<long[]> batch : epoch(data.train(), 0)) {
      long[] isStranger = batch.get(4);
      int length = batch.get(0).length / isStranger.length;
      for (int n = 0; n < isStranger.length; n++) {
        var passages = List.of(new ArrayList<Integer>(), new ArrayList<Integer>());
        for (int t = n * length; t < (n + 1) * length; t++) {
          long target = batch.get(3)[t];
          int id = (int) (target < 0 ? batch.get(0)[t] : target);
          if (batch.get(2)[t] == 1 && id != end) {
            passages.get((int) batch.get(1)[t]).add(id);
          }
        }
        int kind = (int) isStranger[n];
        pairs[kind]++;
        inText[kind] +=
            text.contains(decoded(passages.get(0)) + " " + decoded(passages.get(1))) ? 1 : 0;
      }
    }
    assertThat(pairs[0] + pairs[1]).isGreaterThan(100);
    assertThat(pairs[1] / (pairs[0] + pairs[1])).isCloseTo(0.5, within(0.17));
    // Sentences that are longer than half of a pair are cut off, and then do not stand so.
    assertThat(inText[0] / pairs[0]).isGreaterThan(0.6);
    assertThat(inText[1] / pairs[1]).isLessThan(0.02);
  }

  private static String decoded(List<Integer> ids) {
    return TOKENIZER.decode(ids.stream().mapToInt(i -> i).toArray());
  }

  @Test
  void textsOfClassesStayWithTheirGroupsAndLearnWithThoseOfTheirLength() {
    var list = new ArrayList<LabeledText>();
    String[] words = TEXT.train().split("\\s+");
    for (int i = 0; i < 90; i++) {
      String text = String.join(" ", Arrays.copyOfRange(words, i * 40, i * 40 + 2 + i % 30));
      list.add(new LabeledText(text, i % 2 == 0 ? "even" : "odd", "speech " + i % 10));
    }
    var texts = LabeledTexts.of(list).split(0.2);
    var groups = new ArrayList<Set<String>>();
    for (Part part : Part.values()) {
      var own = new HashSet<String>();
      texts.part(part).forEach(t -> own.add(t.group()));
      groups.add(own);
    }
    assertThat(groups).extracting(Set::size).containsExactly(6, 2, 2);
    assertThat(groups.stream().flatMap(Set::stream)).doesNotHaveDuplicates();

    var data = texts.batch(TOKENIZER, 40, 8);
    assertThat(data.classes()).containsExactly("even", "odd");
    double padded = 0, all = 0;
    for (List<long[]> batch : epoch(data.train(), 0)) {
      assertThat(batch.get(3)).hasSize(8);
      padded += LongStream.of(batch.get(2)).filter(m -> m == 0).count();
      all += batch.get(2).length;
    }
    // 54 texts of 4 to about 40 tokens: in batches of chance about a third would be padding.
    assertThat(padded / all).isLessThan(0.15);
    var test = epoch(data.test(), 0);
    long[] labels = joined(test, 3);
    for (int i = 0; i < labels.length; i++) {
      assertThat(labels[i]).isEqualTo(data.test().label(i));
    }
    assertThat(labels).hasSize(data.test().size());
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> new Masking(0, 0.8, 0.1))
        .hasMessage("the share must be in (0, 1), got 0.0");
    assertThatThrownBy(() -> new Masking(0.15, 0.8, 0.3)).hasMessageContaining("got 0.8 and 0.3");
    assertThatThrownBy(() -> TEXT.mask(TOKENIZER, 2, 8))
        .hasMessage("a text with its marks needs a length of 3 or more, got 2");
    assertThatThrownBy(() -> TextData.of("one. two.").maskPairs(TOKENIZER, 32, 8))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the train part has 1 documents");
    assertThatThrownBy(() -> TextData.of("one. two.").mask(TOKENIZER, 32, 8).valid())
        .hasMessageContaining("split(0.1) makes one");
    assertThatThrownBy(() -> LabeledText.of(" ", "a")).hasMessageContaining("got ' ' and 'a'");
    assertThatThrownBy(() -> WordPieceTokenizer.train("abc", 4))
        .hasMessage(
            "the text's characters and the marks are 10 word pieces already, got a size of 4");
    assertThatThrownBy(
            () ->
                LabeledTexts.open(
                    Path.of("..", "datasets", "speeches", "passages.tsv"), "mood", "speech"))
        .hasMessageContaining("has no column 'mood'; it has [speech, year, era");
  }
}
