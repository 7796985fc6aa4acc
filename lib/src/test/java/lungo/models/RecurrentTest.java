package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import lungo.random.Seed;
import lungo.torch.GradMode;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with torch.nn; {@code src/test/python/recurrent_reference.py} made the values. */
class RecurrentTest {

  private static final Map<String, Function<RecurrentConfig, Recurrent>> KINDS =
      Map.of(
          "rnn", Recurrent::rnn,
          "rnn_relu", Recurrent::rnnRelu,
          "gru", Recurrent::gru,
          "lstm", Recurrent::lstm);

  private static final RecurrentConfig TWO =
      RecurrentConfig.of(3, 4).layers(2, 0).bidirectional(true);

  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final NDArray x = Reference.uniform(manager, new Shape(3, 5, 3), 100);

  @AfterEach
  void close() {
    manager.close();
    Seed.set(0);
  }

  private static Recurrent of(String kind, RecurrentConfig config) {
    return Objects.requireNonNull(KINDS.get(kind)).apply(config);
  }

  private Recurrent filled(String kind) {
    Recurrent model = of(kind, TWO);
    Reference.read("recurrent").of(kind).fill(model, manager, x.getShape());
    return model;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "rnn_relu", "gru", "lstm"})
  void namesOutputsStatesAndGradientsArePyTorchs(String kind) {
    var reference = Reference.read("recurrent").of(kind);
    reference.assertShapes(of(kind, TWO));
    assertOutputs(filled(kind), reference, "whole", "gradients", new NDList(x.duplicate()));
    var packed = new NDList(x.duplicate(), manager.create(new long[] {4, 5, 2}));
    for (int i = 0; i < (kind.equals("lstm") ? 2 : 1); i++) {
      packed.add(Reference.uniform(manager, new Shape(4, 3, 4), 101 + i));
    }
    assertOutputs(filled(kind), reference, "packed", "packed_gradients", packed);
  }

  private void assertOutputs(
      Recurrent model, Reference reference, String values, String gradients, NDList inputs) {
    var weights = StateDict.of(model).arrays();
    weights.values().forEach(w -> w.setRequiresGradient(true));
    NDArray input = inputs.head();
    input.setRequiresGradient(true);
    try (var grad = GradMode.on();
        var collector = Engine.getInstance().newGradientCollector()) {
      assertThat(grad).isNotNull();
      NDList outputs = model.forward(store, inputs, true);
      assertClose(outputs, reference.json().getAsJsonArray(values));
      assertThat(model.getOutputShapes(new Shape[] {x.getShape()})).isEqualTo(outputs.getShapes());
      collector.backward(loss(outputs));
    }
    var expected = reference.of(gradients);
    expected.assertClose("x", input.getGradient(), 1e-5);
    var norms = expected.json().getAsJsonObject("norms");
    weights.forEach(
        (name, weight) -> {
          double norm = norms.get(name).getAsDouble();
          assertThat(Math.sqrt(weight.getGradient().square().sum().getFloat()))
              .as("%s of %s", name, gradients)
              .isCloseTo(norm, within(1e-4 * norm + 1e-6));
        });
  }

  /** A sum with weights by formula, as in the script. */
  private NDArray loss(NDList outputs) {
    NDArray sum = manager.create(0f);
    for (int i = 0; i < outputs.size(); i++) {
      NDArray weights = Reference.uniform(manager, outputs.get(i).getShape(), 200 + i);
      sum = sum.add(outputs.get(i).mul(weights).sum());
    }
    return sum;
  }

  private static void assertClose(NDList outputs, JsonArray expected) {
    assertThat(outputs).hasSize(expected.size());
    for (int i = 0; i < outputs.size(); i++) {
      JsonArray numbers = expected.get(i).getAsJsonArray();
      float[] values = outputs.get(i).toFloatArray();
      assertThat(values).hasSize(numbers.size());
      for (int j = 0; j < values.length; j++) {
        assertThat((double) values[j])
            .as("output %d at %d", i, j)
            .isCloseTo(numbers.get(j).getAsDouble(), within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "rnn_relu", "gru", "lstm"})
  void oneLayerWithoutBiasesIsPyTorchs(String kind) {
    var reference = Reference.read("recurrent").of(kind);
    Recurrent model = of(kind, RecurrentConfig.of(3, 4).bias(false));
    List<String> names = List.copyOf(reference.json().getAsJsonObject("plain_shapes").keySet());
    assertThat(List.copyOf(StateDict.of(model).parameters().keySet())).isEqualTo(names);
    Filling.fill(model, manager, x.getShape(), names);
    assertClose(
        model.forward(store, new NDList(x), false), reference.json().getAsJsonArray("plain"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "gru", "lstm"})
  void aSummaryCountsWeightsWorkAndMemory(String kind) {
    var config = RecurrentConfig.of(48, 32).layers(2, 0).bidirectional(true);
    var summary = Summary.of(of(kind, config), new Shape(8, 20, 48));
    int gates = kind.equals("rnn") ? 1 : kind.equals("gru") ? 3 : 4;
    // Layers of 48 and of 2 · 32 inputs, in two directions, with two biases each.
    assertThat(summary.trainable()).isEqualTo(2L * gates * 32 * ((48 + 32 + 2) + (64 + 32 + 2)));
    assertThat(summary.multiplyAdds()).isEqualTo(8L * 20 * 2 * gates * 32 * (48 + 32 + 64 + 32));
    assertThat(summary.layers().get(0).output()).isEqualTo(new Shape(8, 20, 64));
    double kept = Reference.read("recurrent").of(kind).json().get("kept").getAsDouble();
    assertThat((double) summary.kept()).isCloseTo(kept, withinPercentage(5));
  }

  @Test
  void whatStandsAfterAnEndIsNotRead() {
    Recurrent model = filled("lstm");
    NDArray lengths = manager.create(new long[] {4, 5, 2});
    float[] before = model.forward(store, new NDList(x, lengths), false).head().toFloatArray();
    x.set(new NDIndex("2, 2:"), 9);
    assertThat(model.forward(store, new NDList(x, lengths), false).head().toFloatArray())
        .isEqualTo(before);
  }

  @Test
  void aPassLeavesNothingBehindButItsOutputs() {
    Recurrent model = filled("gru");
    try (NDManager step = manager.newSubManager();
        var off = GradMode.off()) {
      assertThat(off).isNotNull();
      NDArray input = Reference.uniform(step, x.getShape(), 100);
      var lengths = step.create(new long[] {4, 5, 2});
      NDList outputs = model.forward(store, new NDList(input, lengths), false);
      var expected = new ArrayList<NDArray>(outputs);
      expected.addAll(List.of(input, lengths));
      assertThat(step.getManagedArrays()).hasSameSizeAs(expected);
    }
  }

  @Test
  void dropoutBetweenLayersFollowsFromTheSeed() {
    Recurrent model = Recurrent.gru(RecurrentConfig.of(3, 4).layers(2, 0.5));
    model.initialize(manager, DataType.FLOAT32, x.getShape());
    Seed.set(3);
    float[] first = model.forward(store, new NDList(x), true).head().toFloatArray();
    assertThat(model.forward(store, new NDList(x), true).head().toFloatArray()).isNotEqualTo(first);
    Seed.set(3);
    assertThat(model.forward(store, new NDList(x), true).head().toFloatArray()).isEqualTo(first);
    assertThat(model.forward(store, new NDList(x), false).head().toFloatArray())
        .isEqualTo(model.forward(store, new NDList(x), false).head().toFloatArray());
  }

  @Test
  void theLastStateFeedsOneOfDjlsLayers() {
    var model =
        new SequentialBlock()
            .add(Recurrent.lstm(RecurrentConfig.of(3, 4)))
            .add(list -> new NDList(list.get(1).get(0)))
            .add(ai.djl.nn.core.Linear.builder().setUnits(2).build());
    model.initialize(manager, DataType.FLOAT32, x.getShape());
    assertThat(model.forward(store, new NDList(x), false).head().getShape())
        .isEqualTo(new Shape(3, 2));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Recurrent model = filled("lstm");
    NDArray state = manager.zeros(new Shape(4, 3, 4));
    assertThatThrownBy(
            () -> model.forward(store, new NDList(manager.zeros(new Shape(3, 5))), false))
        .hasMessage("LSTM expects sequences (N, T, 3), got (3, 5)");
    assertThatThrownBy(() -> model.forward(store, new NDList(x, state), false))
        .hasMessage("LSTM takes 2 first states (4, 3, 4), got [(4, 3, 4)]");
    NDArray lengths = manager.create(new long[] {4, 6, 2});
    assertThatThrownBy(() -> model.forward(store, new NDList(x, lengths), false))
        .hasMessage("length 6 of sequence 1 must be in [1, 5]");
    NDArray few = manager.create(new long[] {4});
    assertThatThrownBy(() -> model.forward(store, new NDList(x, few), false))
        .hasMessage("lengths must be int64 (3), got int64 (1)");
    assertThatThrownBy(() -> RecurrentConfig.of(3, 0))
        .hasMessage("hidden must be 1 or more, got 0");
    assertThatThrownBy(() -> RecurrentConfig.of(3, 4).layers(1, 0.3))
        .hasMessage("dropout is between layers: with 1 layer it must be 0, got 0.3");
    assertThat(model).hasToString("LSTM (3 inputs, 2 layers of 4, both directions)");
  }
}
