package lungo.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What {@code src/test/python/explain_reference.py} made. */
final class References {

  private References() {}

  static JsonObject of(String name) {
    try (var in =
        Objects.requireNonNull(
            References.class.getResourceAsStream("/lungo/explain/explain.json"))) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject()
          .getAsJsonObject(name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static double[] numbers(JsonObject from, String name) {
    return from.getAsJsonArray(name).asList().stream().mapToDouble(n -> n.getAsDouble()).toArray();
  }

  /** All within a ten-thousandth of the largest. */
  static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    double largest = 0;
    for (double number : expected) {
      largest = Math.max(largest, Math.abs(number));
    }
    assertThat(largest).isPositive();
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("value %d", i)
          .isCloseTo(expected[i], within(1e-4 * largest));
    }
  }
}
