package lungo.kernel.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import org.junit.jupiter.api.Test;

class PlainValuesTest {

  private record City(String name, int people) {}

  private static String text(Object value) {
    return Renderers.render(value).plainText();
  }

  private static String html(MimeBundle bundle) {
    return String.valueOf(bundle.data().get(MimeBundle.HTML));
  }

  @Test
  void shortCollectionsLookAsEver() {
    assertThat(text(List.of(1, 2, 3))).isEqualTo("[1, 2, 3]");
    assertThat(text(new ArrayList<>(List.of(List.of("a"), Map.of("k", 1)))))
        .isEqualTo("[[a], {k=1}]");
    assertThat(text(List.of(new int[] {1, 2}))).isEqualTo("[" + text(new int[] {1, 2}) + "]");
    assertThat(Renderers.render(List.of(1)).data()).containsOnlyKeys(MimeBundle.TEXT);
  }

  @Test
  void longCollectionsAreCutAndSaySo() {
    List<Integer> thousand = IntStream.range(0, 1000).boxed().toList();
    assertThat(text(thousand)).startsWith("[0, 1, ").endsWith(", 99, … 900 more]");
    assertThat(text(List.of(thousand))).endsWith(", 19, … 980 more]]");
    assertThat(text(List.of("x".repeat(1500)))).endsWith("x… 500 more characters]");
  }

  @Test
  void collectionThatHoldsItselfEnds() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    assertThat(text(self)).isEqualTo("[(itself)]");
  }

  @Test
  void classesWithTextOfTheirOwnKeepIt() {
    var deck =
        new AbstractList<String>() {
          @Override
          public String get(int index) {
            return "card";
          }

          @Override
          public int size() {
            return 52;
          }

          @Override
          public String toString() {
            return "a deck of 52 cards";
          }
        };
    assertThat(Renderers.render(deck)).isEqualTo(MimeBundle.text("a deck of 52 cards"));
  }

  @Test
  void recordsOfOneTypeAreATable() {
    MimeBundle bundle = Renderers.render(List.of(new City("Bern", 134), new City("<b>", 1)));
    assertThat(bundle.plainText())
        .isEqualTo("[City[name=Bern, people=134], City[name=<b>, people=1]]");
    assertThat(html(bundle))
        .contains(">name</th>", ">people</th>", ">Bern</td>", ">134</td>", "&lt;b&gt;");
    List<City> many =
        Stream.generate(() -> new City("x", 1)).limit(60).collect(Collectors.toList());
    assertThat(html(Renderers.render(many))).contains("50 of 60 rows");
  }

  @Test
  void mapsAreTables() {
    var map = new LinkedHashMap<String, Object>();
    map.put("a", 1);
    map.put("<i>", null);
    MimeBundle bundle = Renderers.render(map);
    assertThat(bundle.plainText()).isEqualTo("{a=1, <i>=null}");
    assertThat(html(bundle)).contains(">a</td>", ">1</td>", ">&lt;i&gt;</td>", ">null</td>");
  }

  @Test
  void streamsAreNotConsumed() {
    Stream<Integer> stream = Stream.of(1, 2);
    assertThat(text(stream)).contains("not consumed", "toList()");
    assertThat(stream.toList()).containsExactly(1, 2);
    assertThat(text(IntStream.of(1))).contains("toArray()");
  }
}
