package lungo.kernel.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainValuesTest {

  record Point(int x, @Nullable String name) {}

  record Degrees(double value) {
    @Override
    public String toString() {
      return value + "°";
    }
  }

  record Broken(int part) {
    @Override
    public int part() {
      throw new IllegalStateException("no part");
    }
  }

  private static String text(@Nullable Object value) {
    return Renderers.render(value).plainText();
  }

  private static Optional<String> html(Object value) {
    return Optional.ofNullable(Renderers.render(value).data().get(MimeBundle.HTML))
        .map(Object::toString);
  }

  @Test
  void stringsShowAsTheyAre() {
    assertThat(text("two\nlines \"quoted\"")).isEqualTo("two\nlines \"quoted\"");
  }

  @Test
  void collectionsShowTheirElements() {
    assertThat(text(List.of(1, 2, 3))).isEqualTo("[1, 2, 3]");
    assertThat(text(List.of())).isEqualTo("[]");
    assertThat(text(Arrays.asList("a", null))).isEqualTo("[a, null]");
    assertThat(html(List.of(1, 2, 3))).isEmpty();
  }

  @Test
  void arraysInCollectionsShowTheirElements() {
    assertThat(text(List.of(new int[] {1, 2}, new double[][] {{0.5}})))
        .isEqualTo("[[1, 2], [[0.5]]]");
    assertThat(text(Map.of("k", new int[] {7}))).isEqualTo("{k=[7]}");
  }

  @Test
  void longCollectionsAreCutAndSaySo() {
    String text = text(IntStream.range(0, 2500).boxed().toList());
    assertThat(text).startsWith("[0, 1, 2, ").endsWith("998, 999, … 1,500 more]");
    // 30,000 characters in one element, of which 20,000 are shown, the bracket among them
    assertThat(text(List.of("x".repeat(30_000)))).endsWith("x… 10,002 more characters");
  }

  @Test
  void collectionsWithoutEndAreReadOnlyAsFarAsShown() {
    var endless =
        new AbstractList<Integer>() {
          @Override
          public Integer get(int index) {
            return index;
          }

          @Override
          public int size() {
            return Integer.MAX_VALUE;
          }
        };
    assertThat(text(endless)).endsWith("999, … 2,147,482,647 more]");
  }

  @Test
  void collectionsThatHoldThemselvesEnd() {
    var list = new ArrayList<Object>(List.of("a"));
    list.add(list);
    assertThat(text(list)).isEqualTo("[a, (the same again)]");
    var same = List.of(1);
    assertThat(text(List.of(same, same))).isEqualTo("[[1], [1]]");
  }

  @Test
  void textThatTheAuthorOfACollectionWroteIsKept() {
    var own =
        new ArrayList<Integer>() {
          @Override
          public String toString() {
            return "mine";
          }
        };
    assertThat(text(own)).isEqualTo("mine");
  }

  @Test
  void mapsAreTables() {
    var map = new TreeMap<String, Object>(Map.of("<a>", 1, "b", List.of(2, 3)));
    assertThat(text(map)).isEqualTo("{<a>=1, b=[2, 3]}");
    assertThat(html(map).orElseThrow())
        .contains(">key</th>", ">&lt;a&gt;</td>", "text-align:right\">1</td>", ">[2, 3]</td>")
        .doesNotContain("<a>");
    assertThat(html(Collections.singletonMap("k", null)).orElseThrow()).contains(">null</td>");
    assertThat(html(Map.of())).isEmpty();
  }

  @Test
  void longTablesAreCutAndSaySo() {
    var map = new TreeMap<Integer, Integer>();
    IntStream.range(0, 1234).forEach(i -> map.put(i, i));
    assertThat(html(map).orElseThrow())
        .contains(">99</td>", "the first 100 of 1,234 rows")
        .doesNotContain(">100</td>");
  }

  @Test
  void recordsAreTables() {
    var point = new Point(1, "<p>");
    assertThat(text(point)).isEqualTo("Point[x=1, name=<p>]");
    assertThat(html(point).orElseThrow()).contains(">x</td>", ">1</td>", ">&lt;p&gt;</td>");
    assertThat(html(new Broken(1)).orElseThrow())
        .contains("its accessor threw java.lang.IllegalStateException: no part");
  }

  @Test
  void recordsThatWriteThemselvesAreText() {
    assertThat(text(new Degrees(20))).isEqualTo("20.0°");
    assertThat(html(new Degrees(20))).isEmpty();
    assertThat(html(List.of(new Degrees(20)))).isEmpty();
  }

  @Test
  void recordsOfOneClassAreTheRowsOfATable() {
    assertThat(html(List.of(new Point(1, "a"), new Point(2, null))).orElseThrow())
        .contains(">x</th>", ">name</th>", ">1</td>", ">2</td>", ">a</td>", ">null</td>");
    assertThat(html(List.of(new Point(1, "a"), new Degrees(1)))).isEmpty();
  }

  @Test
  void optionalsShowWhatTheyHold() {
    assertThat(text(Optional.of(42))).isEqualTo("Optional[42]");
    assertThat(text(Optional.empty())).isEqualTo("Optional.empty");
    assertThat(html(Optional.of(Map.of("k", 1))).orElseThrow()).contains(">k</td>");
  }

  @Test
  void exceptionsAreToldWithTheirCauses() {
    var exception = new IllegalStateException("outer", new RuntimeException("inner"));
    assertThat(text(exception).lines())
        .startsWith("java.lang.IllegalStateException: outer")
        .anyMatch(
            line -> line.matches(" +at lungo.*PlainValuesTest.*\\(PlainValuesTest.java:\\d+\\)"))
        .contains("caused by java.lang.RuntimeException: inner")
        .hasSizeLessThan(13);
  }

  @Test
  void streamsAreNotConsumed() {
    Stream<Integer> stream = Stream.of(1, 2);
    assertThat(text(stream)).contains("not consumed", "toList()");
    assertThat(stream.toList()).containsExactly(1, 2);
    assertThat(text(IntStream.of(1))).contains("toArray()");
  }
}
