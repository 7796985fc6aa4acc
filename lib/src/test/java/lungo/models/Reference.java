package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import lungo.random.Formula;
import lungo.weights.StateDict;

/** What {@code src/test/python/language_reference.py} made, and its formulas. */
public record Reference(JsonObject json) {

  public static Reference read(String name) {
    try (var in =
        Objects.requireNonNull(
            Reference.class.getResourceAsStream("/lungo/models/" + name + ".json"), name)) {
      var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      return new Reference(JsonParser.parseReader(reader).getAsJsonObject());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public Reference of(String name) {
    return new Reference(json.getAsJsonObject(name));
  }

  /** The block's parameters have the reference's names and shapes, in its order. */
  void assertShapes(Block block) {
    var actual = new ArrayList<String>();
    StateDict.of(block)
        .parameters()
        .forEach((name, p) -> actual.add(name + " " + Arrays.toString(p.getShape().getShape())));
    var expected = new ArrayList<String>();
    json.getAsJsonObject("shapes")
        .entrySet()
        .forEach(
            e -> expected.add(e.getKey() + " " + Arrays.toString(longs(e.getValue().toString()))));
    assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** The block has as many parameters as the reference, of the same names. */
  void assertCountAndNames(String what, Block block) {
    var parameters = StateDict.of(block).parameters();
    long count = parameters.values().stream().mapToLong(p -> p.getShape().size()).sum();
    assertThat(count).as(what).isEqualTo(json.get("parameters").getAsLong());
    String names = parameters.keySet().stream().sorted().collect(Collectors.joining("\n"));
    assertThat(LanguageModelsTest.sha256(names))
        .as(what)
        .isEqualTo(json.get("names").getAsString());
  }

  private static long[] longs(String list) {
    return Arrays.stream(list.replaceAll("[\\[\\]\\s]", "").split(","))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  public void assertClose(String name, NDArray actual, double tolerance) {
    float[] values = actual.toFloatArray();
    var numbers = json.getAsJsonArray(name);
    assertThat(values).as(name).hasSize(numbers.size());
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i])
          .as("%s[%d]", name, i)
          .isCloseTo(numbers.get(i).getAsDouble(), within(tolerance));
    }
  }

  /** Gives an uninitialised block the script's weights, by the reference's order of names. */
  public void fill(Block block, NDManager manager, Shape input) {
    List<String> order = List.copyOf(json.getAsJsonObject("shapes").keySet());
    StateDict.of(block)
        .parameters()
        .forEach(
            (name, parameter) -> {
              int stream = order.indexOf(name);
              assertThat(stream).as(name).isNotNegative();
              parameter.setInitializer((m, shape, type) -> filled(m, name, shape, stream));
            });
    block.initialize(manager, DataType.FLOAT32, input);
  }

  private static NDArray filled(NDManager manager, String name, Shape shape, int stream) {
    NDArray numbers = uniform(manager, shape, stream);
    if (shape.dimension() > 1) {
      return numbers.mul((float) Math.sqrt(3.0 / (shape.size() / (double) shape.get(0))));
    }
    return name.endsWith("weight") ? numbers.mul(0.25f).add(1) : numbers.mul(0.1f);
  }

  /** Numbers in [-1, 1) by an integer hash of (index, stream). */
  static NDArray uniform(NDManager manager, Shape shape, long stream) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Formula.uniform(i, stream);
    }
    return manager.create(values, shape);
  }

  public static NDArray tokens(NDManager manager, int rows, int length, int vocabulary) {
    return tokens(manager, rows, length, vocabulary, 7);
  }

  public static NDArray tokens(
      NDManager manager, int rows, int length, int vocabulary, long stream) {
    long[] values = new long[rows * length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) ((Formula.uniform(i, stream) + 1) / 2 * vocabulary);
    }
    return manager.create(values, new Shape(rows, length));
  }
}
