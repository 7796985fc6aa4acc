package lungo.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsEveryKindOfValue() throws BadMessageException {
    assertThat(Json.read("{\"a\": [1, 2.5, true, \"x\", null, {\"b\": \"\\u00e4\"}], \"c\": null}"))
        .isEqualTo(Map.of("a", Arrays.asList(1L, 2.5, true, "x", null, Map.of("b", "ä"))));
  }

  @Test
  void keepsNumbersThatLongAndDoubleCannotHold() throws BadMessageException {
    assertThat(Json.read("{\"n\": 9223372036854775807}")).containsEntry("n", Long.MAX_VALUE);
    assertThat(Json.read("{\"n\": 1e400}").get("n")).hasToString("1E+400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "{\"a\": 1} x",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": NaN}",
        "{\"a\": 01}",
        "{\"a\" 1}",
        "{\"a\": tru}",
        "// comment\n{}"
      })
  void refusesWhatIsNotOneJsonObject(String text) {
    assertThatThrownBy(() -> Json.read(text)).isInstanceOf(BadMessageException.class);
  }

  @Test
  void refusesNestingThatWouldEatTheStack() {
    assertThatThrownBy(() -> Json.read("{\"a\":" + "[".repeat(1_000_000)))
        .isInstanceOf(BadMessageException.class)
        .message()
        .hasSizeLessThan(400);
  }

  @Test
  void writesWhatItReads() throws BadMessageException {
    String text = "{\"a\":[1,-2.5,true,\"<&\\n\\\"\\u2028\",null,{}],\"b\":\"\uD83D\uDE00\"}";
    assertThat(Json.write(Json.read(text))).isEqualTo(text);
  }

  @Test
  void escapesWhatJsonMustAndBrowsersCannotRead() throws BadMessageException {
    var all = new StringBuilder();
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      if (!Character.isSurrogate(c)) {
        all.append(c);
      }
    }
    String written = Json.write(Map.of("all", all));
    assertThat(Json.read(written)).containsEntry("all", all.toString());
    assertThat(written)
        .startsWith("{\"all\":\"\\u0000\\u0001")
        .contains("\\b\\t\\n\\u000b\\f\\r\\u000e", " !\\\"#", "[\\\\]", "\\u2028\\u2029")
        .doesNotContain("\u2028", "\u2029");
  }

  @Test
  void writesNumbersOfEachKind() {
    var numbers =
        List.of((byte) -1, (short) 2, 3, Long.MIN_VALUE, 0.1f, -0.1, 1e300, new AtomicInteger(5));
    assertThat(Json.write(Map.of("n", numbers)))
        .isEqualTo("{\"n\":[-1,2,3,-9223372036854775808,0.1,-0.1,1.0E300,5]}");
    assertThat(
            Json.write(
                Map.of("n", List.of(new BigInteger("9".repeat(30)), new BigDecimal("1e-400")))))
        .isEqualTo("{\"n\":[" + "9".repeat(30) + ",1E-400]}");
  }

  @Test
  void writesNullForNumbersThatJsonLacks() {
    var object = new LinkedHashMap<String, Object>();
    object.put("nan", Double.NaN);
    object.put("list", List.of(Float.POSITIVE_INFINITY, 0.5f));
    assertThat(Json.write(object)).isEqualTo("{\"nan\":null,\"list\":[null,0.5]}");
  }

  @Test
  void replacesHalfCharactersThatUtf8CannotCarry() {
    assertThat(Json.write(Map.of("a", "\uD83Dx\uDE00\uD83D\uDE00\uD83D")))
        .isEqualTo("{\"a\":\"\uFFFDx\uFFFD\uD83D\uDE00\uFFFD\"}");
  }
}
