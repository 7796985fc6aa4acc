package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.random.Seed;
import lungo.text.ParallelText.Pair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelTextTest {

  private static final List<Pair> FIVE =
      List.of(
          new Pair("abc", "X"),
          new Pair("a", "XY"),
          new Pair("ab", "XYZ"),
          new Pair("b", "Y"),
          new Pair("ca", "ZX"));

  private final Path directory;

  ParallelTextTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void linesOfTwoFilesBelongTogether() throws IOException {
    var text =
        ParallelText.open(file("en", "cat\n\nred dog\n"), file("fr", "chat\n \nchien rouge"));
    assertThat(text.train())
        .containsExactly(new Pair("cat", "chat"), new Pair("red dog", "chien rouge"));
    assertThat(text).hasToString("en, fr: 2 pairs to learn from, 0 to judge by");
    assertThat(text.sources()).isEqualTo("cat\nred dog");
    assertThat(text.targets()).isEqualTo("chat\nchien rouge");
  }

  @Test
  void filesThatDoNotMatchAreRefused() throws IOException {
    Path two = file("two", "cat\ndog");
    Path three = file("three", "chat\nchien\noiseau");
    assertThatThrownBy(() -> ParallelText.open(two, three))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two has 2 lines and")
        .hasMessageContaining("three 3");
    Path gap = file("gap", "chat\n \n");
    assertThatThrownBy(() -> ParallelText.open(two, gap))
        .hasMessage("line 2 of " + gap + " is blank, its other is not");
    assertThatThrownBy(() -> ParallelText.open(two, directory.resolve("none")))
        .hasMessageContaining("no file");
    assertThatThrownBy(() -> new Pair("cat", " ")).hasMessageContaining("got 'cat' and ' '");
  }

  @Test
  void noTextIsInBothParts() {
    var pairs = new ArrayList<Pair>();
    // Each text has two translations, and each translation belongs to two texts, in a ring of 4.
    for (int ring = 0; ring < 50; ring++) {
      String one = "text " + ring;
      pairs.add(new Pair(one, "Texte " + ring));
      pairs.add(new Pair(one.toUpperCase(Locale.ROOT), "écrit " + ring));
      pairs.add(new Pair("words " + ring, "texte " + ring));
      pairs.add(new Pair("words " + ring, "mots " + ring));
    }
    var parts = ParallelText.of(pairs).split(0.2);
    assertThat(parts.valid()).hasSize(40);
    assertThat(parts.train()).hasSize(160);
    var all = new ArrayList<>(parts.train());
    all.addAll(parts.valid());
    assertThat(all).containsExactlyInAnyOrderElementsOf(pairs);
    var learned = new HashSet<String>();
    for (Pair pair : parts.train()) {
      learned.add(pair.source().toLowerCase(Locale.ROOT));
      learned.add(pair.target().toLowerCase(Locale.ROOT));
    }
    assertThat(parts.valid())
        .noneMatch(p -> learned.contains(p.source().toLowerCase(Locale.ROOT)))
        .noneMatch(p -> learned.contains(p.target().toLowerCase(Locale.ROOT)));
  }

  @Test
  void aSplitFollowsFromTheSeed() {
    var pairs = IntStream.range(0, 100).mapToObj(i -> new Pair("text " + i, "texte " + i)).toList();
    Seed.set(5);
    var first = ParallelText.of(pairs).split(0.1);
    assertThat(first.valid()).hasSize(10);
    assertThat(first.split(0.1)).isEqualTo(first.split(0.1));
    Seed.set(5);
    assertThat(ParallelText.of(pairs).split(0.1)).isEqualTo(first);
    Seed.set(6);
    assertThat(ParallelText.of(pairs).split(0.1)).isNotEqualTo(first);
    assertThatThrownBy(() -> first.split(1)).hasMessageContaining("got 1.0");
    assertThatThrownBy(() -> ParallelText.of(pairs.subList(0, 1)).split(0.5))
        .hasMessageContaining("one to learn from is needed");
  }

  @Test
  void aBatchIsPaddedAndMasked() {
    var text = new ParallelText("five", FIVE.subList(2, 5), FIVE.subList(0, 2));
    var data = text.batch(CharTokenizer.of("abc"), CharTokenizer.of("XYZ"), 2);
    assertThat(data.end()).isEqualTo(3);
    assertThat(data.sourceVocabulary()).isEqualTo(3);
    assertThat(data.targetVocabulary()).isEqualTo(4);
    assertThat(data.length()).isEqualTo(4);
    try (var manager = NDManager.newBaseManager();
        var epoch = data.valid().epoch(0)) {
      Batch batch = epoch.next(manager);
      assertThat(epoch.hasNext()).isFalse();
      // "abc" to "X", "a" to "XY"; 3 begins and ends what is written.
      assertThat(batch.inputs().get(0).toLongArray()).containsExactly(0, 1, 2, 0, 0, 0);
      assertThat(batch.inputs().get(2).toLongArray()).containsExactly(1, 1, 1, 1, 0, 0);
      assertThat(batch.inputs().get(1).toLongArray()).containsExactly(3, 0, 3, 3, 0, 1);
      assertThat(batch.targets().head().toLongArray()).containsExactly(0, 3, -100, 0, 1, 3);
    }
  }

  @Test
  void anEpochHasEachPairOnceInAnotherOrder() {
    var pairs =
        IntStream.range(0, 26)
            .mapToObj(i -> new Pair("a".repeat(1 + i % 5), String.valueOf((char) ('A' + i))))
            .toList();
    String letters = ParallelText.of(pairs).targets().replace("\n", "");
    var data = ParallelText.of(pairs).batch(CharTokenizer.of("a"), CharTokenizer.of(letters), 4);
    assertThat(data.train().batches()).isEqualTo(7);
    var first = firsts(data.train(), 0);
    assertThat(first).hasSize(26).doesNotHaveDuplicates();
    assertThat(firsts(data.train(), 0)).isEqualTo(first);
    assertThat(firsts(data.train(), 1)).isNotEqualTo(first).hasSameElementsAs(first);
    assertThatThrownBy(data::valid).hasMessageContaining("split(0.1) makes one");
  }

  /** The first token of each target. */
  private static List<Long> firsts(Loader loader, int number) {
    var found = new ArrayList<Long>();
    try (var manager = NDManager.newBaseManager();
        var epoch = loader.epoch(number)) {
      while (epoch.hasNext()) {
        for (long first : epoch.next(manager).targets().head().get(":, 0").toLongArray()) {
          found.add(first);
        }
      }
    }
    return found;
  }
}
