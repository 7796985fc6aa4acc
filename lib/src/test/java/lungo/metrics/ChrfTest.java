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
  void allAndNothing() {
    assertThat(Chrf.of(List.of("oui"), List.of("oui"))).hasToString("chrF2 = 100.00");
    assertThat(Chrf.of(List.of("oui"), List.of("xyz")).score()).isZero();
    assertThat(Chrf.of(List.of(""), List.of("")).score()).isZero();
    assertThatThrownBy(() -> Chrf.of(List.of("a"), List.of()))
        .hasMessageContaining("got 1 translations and 0 references");
  }
}
