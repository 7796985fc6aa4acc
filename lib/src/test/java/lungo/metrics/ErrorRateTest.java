package lungo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Compared with jiwer; {@code src/test/python/error_rate_reference.py} made the values. */
class ErrorRateTest {

  private static List<JsonElement> reference() throws IOException {
    try (var in =
        Objects.requireNonNull(
            ErrorRateTest.class.getResourceAsStream("/lungo/metrics/error_rate.json"))) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonArray()
          .asList();
    }
  }

  private static List<String> texts(JsonObject from, String name) {
    return from.getAsJsonArray(name).asList().stream().map(JsonElement::getAsString).toList();
  }

  private static void assertEqual(String what, ErrorRate rate, JsonObject expected) {
    assertThat(rate)
        .as(what)
        .isEqualTo(
            new ErrorRate(
                expected.get("hits").getAsLong(),
                expected.get("substitutions").getAsLong(),
                expected.get("deletions").getAsLong(),
                expected.get("insertions").getAsLong()));
    assertThat(rate.rate()).as(what).isCloseTo(expected.get("rate").getAsDouble(), within(1e-12));
  }

  @Test
  void countsAndRatesAreJiwers() throws IOException {
    assertThat(reference()).hasSize(8);
    for (JsonElement element : reference()) {
      JsonObject set = element.getAsJsonObject();
      String name = set.get("name").getAsString();
      var transcripts = texts(set, "transcripts");
      var references = texts(set, "references");
      assertEqual(
          name + ", words", ErrorRate.words(transcripts, references), set.getAsJsonObject("words"));
      assertEqual(
          name + ", characters",
          ErrorRate.characters(transcripts, references),
          set.getAsJsonObject("characters"));
    }
  }

  @Test
  void theArithmeticOfASmallText() {
    // "the" for "a", "mat" for "the": 2 of 6 words.
    var rate = ErrorRate.words("the cat sat on mat mat", "a cat sat on the mat");
    assertThat(rate.hits()).isEqualTo(4);
    assertThat(rate.errors()).isEqualTo(2);
    assertThat(rate.rate()).isCloseTo(2 / 6.0, within(1e-12));
    assertThat(rate)
        .hasToString("error rate 0.3333: 2 substitutions, 0 deletions, 0 insertions in 6");
  }

  @Test
  void anEmptyTranscriptIsAllWrongAndALongOneMoreThanThat() {
    assertThat(ErrorRate.words("", "one two").rate()).isEqualTo(1);
    assertThat(ErrorRate.words("one two three four", "five").rate()).isEqualTo(4 / 1.0);
    assertThat(ErrorRate.words(" \t\n", "one two").deletions()).isEqualTo(2);
  }

  @Test
  void anyWhiteSpacePartsWords() {
    assertThat(ErrorRate.words("so it\tgoes\n", "so  it goes").errors()).isZero();
  }

  @Test
  void withoutAReferenceThereIsNoRate() {
    assertThatThrownBy(() -> ErrorRate.words("a b", " "))
        .hasMessage("an error rate is undefined where the references are empty; got 2 insertions");
    assertThatThrownBy(() -> ErrorRate.characters("", ""))
        .hasMessageContaining("the references are empty");
    assertThatThrownBy(() -> ErrorRate.words(List.of("a"), List.of()))
        .hasMessageContaining("got 1 transcripts and 0 references");
    assertThatThrownBy(() -> ErrorRate.words(List.of(), List.of())).hasMessageContaining("got 0");
    assertThatThrownBy(() -> new ErrorRate(1, -1, 0, 0))
        .hasMessageContaining("got 1 hits, -1 substitutions");
  }
}
