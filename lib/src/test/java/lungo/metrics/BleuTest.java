package lungo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Compared with sacreBLEU; {@code src/test/python/bleu_reference.py} made the values. */
class BleuTest {

  static JsonArray reference(String name) throws IOException {
    try (var in =
        Objects.requireNonNull(BleuTest.class.getResourceAsStream("/lungo/metrics/bleu.json"))) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject()
          .getAsJsonArray(name);
    }
  }

  static List<String> texts(JsonObject from, String name) {
    return from.getAsJsonArray(name).asList().stream().map(JsonElement::getAsString).toList();
  }

  @Test
  void figuresAreSacreBleus() throws IOException {
    for (JsonElement element : reference("sets")) {
      JsonObject set = element.getAsJsonObject();
      var bleu = Bleu.of(texts(set, "translations"), texts(set, "references"));
      String what = set.get("translations").toString();
      assertThat(bleu.score()).as(what).isCloseTo(set.get("score").getAsDouble(), within(1e-9));
      assertThat(bleu.brevityPenalty())
          .as(what)
          .isCloseTo(set.get("penalty").getAsDouble(), within(1e-9));
      assertThat(bleu.words()).as(what).isEqualTo(set.get("words").getAsLong());
      assertThat(bleu.referenceWords()).as(what).isEqualTo(set.get("reference_words").getAsLong());
      JsonArray precisions = set.getAsJsonArray("precisions");
      for (int i = 0; i < 4; i++) {
        assertThat(bleu.precisions().get(i))
            .as(what)
            .isCloseTo(precisions.get(i).getAsDouble(), within(1e-9));
      }
      assertThat(bleu).hasToString(set.get("text").getAsString());
    }
  }

  @Test
  void wordsAreSacreBleus() throws IOException {
    for (JsonElement element : reference("cut")) {
      JsonObject cut = element.getAsJsonObject();
      assertThat(Bleu.words(cut.get("text").getAsString())).isEqualTo(texts(cut, "words"));
    }
  }

  @Test
  void theArithmeticOfASmallSet() {
    // Of 5 words 4 are right, of 4 pairs 2, of 3 triples 1; of 2 fours none, for which 1 / (2 · 2)
    // stands. As long as the reference.
    var bleu = Bleu.of(List.of("a b c x d"), List.of("a b c y d"));
    assertThat(bleu.precisions())
        .containsExactly(100 * 4 / 5.0, 100 * 2 / 4.0, 100 * 1 / 3.0, 100 / 4.0);
    double product = 4 / 5.0 * (2 / 4.0) * (1 / 3.0) * (1 / 4.0);
    assertThat(bleu.score()).isCloseTo(100 * Math.pow(product, 0.25), within(1e-9));
  }

  @Test
  void partsMergeToTheWhole() throws IOException {
    for (JsonElement element : reference("sets")) {
      JsonObject set = element.getAsJsonObject();
      List<String> translations = texts(set, "translations");
      List<String> references = texts(set, "references");
      var parts = List.of(new Bleu.Sums(), new Bleu.Sums(), new Bleu.Sums());
      for (int i = 0; i < translations.size(); i++) {
        parts.get(i % 3).add(translations.get(i), references.get(i));
      }
      var merged = new Bleu.Sums().merge(parts.get(2)).merge(parts.get(0)).merge(parts.get(1));
      assertThat(merged.bleu()).isEqualTo(Bleu.of(translations, references));
      assertThat(merged.bleu()).hasToString(set.get("text").getAsString());
    }
    // A part is not the whole: one pair is right, one wrong.
    var sums = new Bleu.Sums().add("a b c d", "a b c d");
    assertThat(sums.bleu().score()).isCloseTo(100, within(1e-9));
    assertThat(sums.merge(new Bleu.Sums().add("x y", "a b")).bleu().precisions().get(0))
        .isCloseTo(100 * 4 / 6.0, within(1e-9));
    assertThatThrownBy(() -> new Bleu.Sums().merge(new Bleu.Sums()).bleu())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the references have no words");
  }

  @Test
  void aSetWithoutReferencesIsRefused() {
    assertThatThrownBy(() -> Bleu.of(List.of("a"), List.of()))
        .hasMessageContaining("got 1 translations and 0 references");
    assertThatThrownBy(() -> Bleu.of(List.of(), List.of())).hasMessageContaining("got 0");
    assertThatThrownBy(() -> Bleu.of(List.of("a"), List.of(" ")))
        .hasMessage("the references have no words");
  }
}
