package lungo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {

  /** 70 of a, 20 of b, 10 of c, mixed. */
  private static final List<String> CLASSES =
      IntStream.range(0, 100).mapToObj(i -> i % 10 < 7 ? "a" : i % 10 < 9 ? "b" : "c").toList();

  /** 25 groups of four that do not lie side by side. */
  private static final List<Integer> GROUPS =
      IntStream.range(0, 100).mapToObj(i -> i % 25).toList();

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private static Map<String, Integer> counts(Split split, Part part) {
    var counts = new HashMap<String, Integer>();
    for (int row : split.rows(part)) {
      counts.merge(CLASSES.get(row), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void eachExampleIsInOnePartAlone() {
    var splits =
        new ArrayList<>(
            List.of(
                Split.random(100, 0.1),
                Split.stratified(CLASSES, 0.2),
                Split.grouped(GROUPS, 0.2),
                Split.ordered(100, 0.1)));
    splits.addAll(Split.folds(100, 3));
    splits.addAll(Split.stratifiedFolds(CLASSES, 3));
    splits.addAll(Split.groupedFolds(GROUPS, 3));
    for (Split split : splits) {
      int[] all =
          Arrays.stream(Part.values()).flatMapToInt(p -> IntStream.of(split.rows(p))).toArray();
      assertThat(all).as("%s", split).containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
    }
  }

  @Test
  void classesKeepTheirShares() {
    var split = Split.stratified(CLASSES, 0.2);
    assertThat(counts(split, Part.TEST)).isEqualTo(Map.of("a", 14, "b", 4, "c", 2));
    assertThat(counts(split, Part.VALID)).isEqualTo(Map.of("a", 14, "b", 4, "c", 2));
    assertThat(split).hasToString("train 60, valid 20, test 20");
    for (Split fold : Split.stratifiedFolds(CLASSES, 5)) {
      assertThat(counts(fold, Part.VALID)).isEqualTo(Map.of("a", 14, "b", 4, "c", 2));
    }
  }

  @Test
  void groupsStayTogether() {
    var splits = new ArrayList<>(Split.groupedFolds(GROUPS, 5));
    splits.add(Split.grouped(GROUPS, 0.2));
    for (Split split : splits) {
      var partOf = new HashMap<Integer, Part>();
      for (Part part : split.parts()) {
        for (int row : split.rows(part)) {
          assertThat(partOf.merge(GROUPS.get(row), part, (a, b) -> a == b ? a : Part.TEST))
              .as("group %s", GROUPS.get(row))
              .isEqualTo(part);
        }
      }
      assertThat(split.rows(Part.VALID)).hasSize(20); // 5 of the 25 groups
    }
  }

  @Test
  void whatFollowsInTimeIsTestedOnItsEnd() {
    var split = Split.ordered(10, 0.2);
    assertThat(split.rows(Part.TRAIN)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(split.rows(Part.VALID)).containsExactly(6, 7);
    assertThat(split.rows(Part.TEST)).containsExactly(8, 9);
  }

  @Test
  void eachExampleIsValidatedInOneFold() {
    var all = Split.folds(10, 3).stream().flatMapToInt(f -> IntStream.of(f.rows(Part.VALID)));
    assertThat(all.toArray()).containsExactlyInAnyOrder(IntStream.range(0, 10).toArray());
    assertThat(Split.folds(10, 3))
        .extracting(f -> f.rows(Part.VALID).length)
        .containsExactly(4, 3, 3);
  }

  @Test
  void drawsFollowFromTheSeed() {
    Seed.set(1);
    int[] first = Split.random(100, 0.1).rows(Part.TEST);
    int[] folded = Split.folds(100, 5).get(0).rows(Part.VALID);
    Seed.set(2);
    assertThat(Split.random(100, 0.1).rows(Part.TEST)).isNotEqualTo(first);
    Seed.set(1);
    assertThat(Split.random(100, 0.1).rows(Part.TEST)).isEqualTo(first);
    assertThat(Split.folds(100, 5).get(0).rows(Part.VALID)).isEqualTo(folded);
    assertThat(folded).isNotEqualTo(IntStream.range(0, 20).toArray());
  }

  @Test
  void aSplitIsKeptInAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("parts.txt");
    var split = Split.stratified(CLASSES, 0.1);
    split.write(file);
    for (Part part : Part.values()) {
      assertThat(Split.read(file).rows(part)).isEqualTo(split.rows(part));
    }
    Files.writeString(file, "train\nvalidation\n");
    assertThatThrownBy(() -> Split.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("line 2: expected train, valid or test, got 'validation'");
  }

  @Test
  void whatCannotBeSplitIsRefused() {
    assertThatThrownBy(() -> Split.random(2, 0.1))
        .hasMessageContaining("3 examples or more, got 2");
    assertThatThrownBy(() -> Split.random(10, 0.5))
        .hasMessage("share must be in (0, 0.5), got 0.5");
    assertThatThrownBy(() -> Split.folds(10, 11))
        .hasMessage("folds must be in [2, 10], as many as there are examples, got 11");
    assertThatThrownBy(() -> Split.groupedFolds(List.of("a", "b", "a"), 3))
        .hasMessage("folds must be in [2, 2], as many as there are groups, got 3");
    assertThatThrownBy(() -> Split.of(List.of(Part.TEST)))
        .hasMessage("a split needs 1 example or more to learn from, got none in 1");
  }
}
