package lungo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compared with sacreBLEU; {@code src/test/python/bleu_reference.py} made the values. */
class ChrfTest {

  @Test
  void scoresAreSacreBleus() throws IOException {
    for (JsonElement element : BleuTest.reference("sets")) {
      JsonObject set = element.getAsJsonObject();
      List<String> translations = BleuTest.texts(set, "translations");
      assertThat(Chrf.of(translations, BleuTest.texts(set, "references")).score())
          .as(translations.toString())
          .isCloseTo(set.get("chrf").getAsDouble(), within(1e-9));
    }
  }

  @Test
  void partsMergeToTheSet() throws IOException {
    JsonObject set = BleuTest.reference("sets").get(0).getAsJsonObject();
    List<String> translations = BleuTest.texts(set, "translations");
    List<String> references = BleuTest.texts(set, "references");
    var parts = List.of(new Chrf.Sums(), new Chrf.Sums());
    for (int i = 0; i < translations.size(); i++) {
      parts.get(i % 2).add(translations.get(i), references.get(i));
    }
    assertThat(parts.get(0).merge(parts.get(1)).chrf())
        .isEqualTo(Chrf.of(translations, references));
    assertThatThrownBy(() -> new Chrf.Sums().chrf()).hasMessageContaining("got none");
  }

  @Test
  void allAndNothing() {
    assertThat(Chrf.of(List.of("oui"), List.of("oui"))).hasToString("chrF2 = 100.00");
    assertThat(Chrf.of(List.of("oui"), List.of("xyz")).score()).isZero();
    assertThat(Chrf.of(List.of(""), List.of("")).score()).isZero();
    assertThatThrownBy(() -> Chrf.of(List.of("a"), List.of()))
        .hasMessageContaining("got 1 translations and 0 references");
  }
}
