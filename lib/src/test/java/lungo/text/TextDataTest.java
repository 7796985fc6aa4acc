package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lungo.data.Batch;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDataTest {

  private final Path folder;

  TextDataTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  @Test
  void theEndOfTheTextIsPutAsideFromALineOn() {
    var text = TextData.of("first line\nsecond line\nthird line\n").split(0.3);
    assertThat(text.train()).isEqualTo("first line\nsecond line\n");
    assertThat(text.valid()).isEqualTo("third line\n");
  }

  @Test
  void filesAreReadOneAfterTheOther() throws IOException {
    Path first = Files.writeString(folder.resolve("1.txt"), "one\r\n");
    Path second = Files.writeString(folder.resolve("2.txt"), "two");
    assertThat(TextData.open(first, second).train()).isEqualTo("one\n\ntwo");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), " \n");
    Path latin =
        Files.write(folder.resolve("latin.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TextData.open(empty))
        .isInstanceOf(DataException.class)
        .hasMessage(empty + " is empty; a text to learn from is needed");
    assertThatThrownBy(() -> TextData.open(latin)).hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> TextData.open(folder.resolve("none"))).hasMessageContaining("no file");
    assertThatThrownBy(() -> TextData.of("")).hasMessageContaining("is empty");
  }

  /** Rows of (input, target) of all batches. */
  private static List<long[][]> rows(Loader loader, int epoch, int length) {
    var rows = new ArrayList<long[][]>();
    try (var manager = NDManager.newBaseManager();
        var batches = loader.epoch(epoch)) {
      while (batches.hasNext()) {
        Batch batch = batches.next(manager);
        for (int i = 0; i < batch.size(); i++) {
          rows.add(
              new long[][] {
                batch.inputs().head().get(i).toLongArray(),
                batch.targets().head().get(i).toLongArray()
              });
        }
      }
    }
    assertThat(rows).allSatisfy(row -> assertThat(row[0]).hasSize(length));
    return rows;
  }

  private static TextBatches alphabet() {
    String text = "abcdefghijklmnopqrstuvwxyz";
    return new TextBatches(
        CharTokenizer.of(text),
        4,
        2,
        CharTokenizer.of(text).encode(text),
        CharTokenizer.of(text).encode("abcdefghijk"));
  }

  @Test
  void targetsAreTheNextTokens() {
    // 26 letters: 25 have a next one; from a place in [0, 4) on, 5 whole pieces fit always.
    var rows = rows(alphabet().train(), 0, 4);
    assertThat(rows).hasSize(5);
    for (long[][] row : rows) {
      for (int i = 0; i < 4; i++) {
        assertThat(row[1][i]).isEqualTo(row[0][i] + 1);
      }
    }
    assertThat(rows.stream().map(r -> r[0][0]).distinct()).hasSize(5);
  }

  @Test
  void theOrderFollowsFromSeedAndEpoch() {
    Seed.set(4);
    var first = rows(alphabet().train(), 0, 4);
    var second = rows(alphabet().train(), 1, 4);
    Seed.set(4);
    assertThat(rows(alphabet().train(), 0, 4)).usingRecursiveComparison().isEqualTo(first);
    assertThat(second).usingRecursiveComparison().isNotEqualTo(first);
  }

  @Test
  void eachTokenIsJudgedOnce() {
    // a … k: b to k are foretold, once each; the last piece begins earlier, to be whole.
    var targets = new ArrayList<Long>();
    for (long[][] row : rows(alphabet().valid(), 0, 4)) {
      for (long target : row[1]) {
        if (target != -100) {
          targets.add(target);
        }
      }
    }
    assertThat(targets).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void aTextThatIsTooShortSaysSo() {
    var text = TextData.of("abc");
    assertThatThrownBy(() -> text.batch(CharTokenizer.of("abc"), 8, 1))
        .isInstanceOf(DataException.class)
        .hasMessage("a text of 3 tokens is too short for pieces of 8; it needs 16");
    assertThatThrownBy(() -> text.batch(CharTokenizer.of("abc"), 1, 1).valid())
        .hasMessageContaining("split(0.1) makes one");
  }

  @Test
  void nGramProbabilitiesSumToOneAndLikeWhatWasSeen() {
    int[] text = {0, 1, 2, 0, 1, 2, 0, 1, 3, 0, 1, 2};
    var model = NGram.of(text, 5, 3);
    for (int[] history : new int[][] {{}, {1}, {0, 1}, {2, 0}, {4, 4}}) {
      double sum = 0;
      for (int token = 0; token < 5; token++) {
        int[] asked = Arrays.copyOf(history, history.length + 1);
        asked[history.length] = token;
        sum += model.probability(asked, history.length);
      }
      assertThat(sum).isCloseTo(1, within(1e-9));
    }
    assertThat(model.probability(new int[] {0, 1, 2}, 2))
        .isGreaterThan(model.probability(new int[] {0, 1, 3}, 2));
  }

  @Test
  void aUnigramModelDiscountsAsKneserAndNeySay() {
    // Counts 0: 3, 1: 1, 2: 1; n1 = 2, n2 = 0, so D = 2 / 2 = 1. p(0) = (3 - 1)/5 + 1 · 3/5 · 1/4.
    var model = NGram.of(new int[] {0, 1, 0, 2, 0}, 4, 1);
    assertThat(model.probability(new int[] {0}, 0)).isCloseTo(2 / 5.0 + 3 / 20.0, within(1e-9));
    assertThat(model.perplexity(new int[] {3, 0}).loss()).isCloseTo(-Math.log(0.55), within(1e-9));
  }
}
