package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.IntStream;
import lungo.random.Formula;
import lungo.weights.StateDict;

/**
 * Weights and pictures by the formulas of {@code resnet_reference.py}, and what follows of them.
 */
final class Filling {

  private Filling() {}

  /**
   * Gives a network weights that follow from their names' numbers.
   *
   * @param names of all its weights, in the order of their numbers
   */
  static <B extends Block> B fill(
      B model, NDManager manager, Shape input, Collection<String> names) {
    var parameters = StateDict.of(model).parameters();
    int stream = 0;
    for (String name : names) {
      int number = stream++;
      if (!name.endsWith("num_batches_tracked")) {
        Objects.requireNonNull(parameters.get(name), name)
            .setInitializer((m, shape, type) -> weight(m, name, shape, number));
      }
    }
    model.initialize(manager, DataType.FLOAT32, input);
    return model;
  }

  private static NDArray weight(NDManager manager, String name, Shape shape, int stream) {
    if (shape.dimension() > 1) {
      double fanIn = (double) shape.size() / shape.get(0);
      return formula(manager, shape, stream, (float) Math.sqrt(3.0 / fanIn), 0);
    }
    return name.endsWith("running_var") || name.endsWith("weight")
        ? formula(manager, shape, stream, 0.25f, 1)
        : formula(manager, shape, stream, 0.1f, 0);
  }

  /** Numbers in [-1, 1). */
  static NDArray formula(NDManager manager, Shape shape, long stream) {
    return formula(manager, shape, stream, 1, 0);
  }

  private static NDArray formula(
      NDManager manager, Shape shape, long stream, float factor, float summand) {
    float[] values = new float[Math.toIntExact(shape.size())];
    IntStream.range(0, values.length)
        .parallel()
        .forEach(i -> values[i] = (float) Formula.uniform(i, stream) * factor + summand);
    return manager.create(values, shape);
  }

  /** All within a part of the largest. */
  static void assertClose(NDArray actual, JsonArray expected, double part) {
    float[] values = actual.toFloatArray();
    assertThat(values).hasSize(expected.size());
    double largest = 0;
    for (var number : expected) {
      largest = Math.max(largest, Math.abs(number.getAsDouble()));
    }
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i])
          .as("value %d", i)
          .isCloseTo(expected.get(i).getAsDouble(), within(part * largest));
    }
  }

  static JsonObject reference(String name) throws IOException {
    try (var in =
        Objects.requireNonNull(
            Filling.class.getResourceAsStream("/lungo/models/" + name + ".json"))) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    }
  }
}
