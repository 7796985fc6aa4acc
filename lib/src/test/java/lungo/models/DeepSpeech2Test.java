package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import lungo.torch.GradMode;
import lungo.torch.Gradients;
import lungo.torch.Losses;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with PyTorch; {@code src/test/python/deepspeech2_reference.py} made the values. */
class DeepSpeech2Test {

  private static final Shape INPUT = new Shape(3, 1, 12, 23);
  private static final long[] LENGTHS = {19, 23, 14};
  private static final int BLANK = 4;

  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private static DeepSpeech2 of(String cell) {
    var convolutions =
        List.of(
            new DeepSpeech2Config.Layer(4, 5, 3, 2, 2), new DeepSpeech2Config.Layer(3, 3, 5, 2, 1));
    return DeepSpeech2.of(
        new DeepSpeech2Config(
            12,
            BLANK + 1,
            convolutions,
            DeepSpeech2Config.Cell.valueOf(cell),
            6,
            2,
            !cell.equals("RNN"),
            0.8));
  }

  private DeepSpeech2 filled(String cell) {
    List<String> names = List.copyOf(reference(cell).json().getAsJsonObject("shapes").keySet());
    return Filling.fill(of(cell), manager, INPUT, names);
  }

  private static Reference reference(String cell) {
    return Reference.read("deepspeech2").of(cell.toLowerCase(Locale.ROOT));
  }

  private NDList inputs() {
    NDArray x = Reference.uniform(manager, INPUT, 100);
    for (int i = 0; i < LENGTHS.length; i++) {
      if (LENGTHS[i] < INPUT.get(3)) {
        x.set(new NDIndex(i + ", :, :, " + LENGTHS[i] + ":"), 0);
      }
    }
    return new NDList(x, manager.create(LENGTHS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRU", "LSTM", "RNN"})
  void logitsLossAndGradientsArePyTorchs(String cell) {
    var reference = reference(cell);
    DeepSpeech2 model = filled(cell);
    NDList evaluated = model.forward(store, inputs(), false);
    reference.assertClose("evaluated", evaluated.head(), 1e-5);
    long[] lengths = evaluated.get(1).toLongArray();
    assertThat(lengths).containsExactly(10, 12, 7);
    assertThat(evaluated.getShapes()).isEqualTo(model.getOutputShapes(new Shape[] {INPUT}));

    var weights = new LinkedHashMap<String, NDArray>();
    StateDict.of(model)
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (reference.json().getAsJsonObject("norms").has(name)) {
                weights.put(name, parameter.getArray());
              }
            });
    assertThat(weights).hasSameSizeAs(reference.json().getAsJsonObject("norms").keySet());
    weights.values().forEach(w -> w.setRequiresGradient(true));
    NDList inputs = inputs();
    inputs.head().setRequiresGradient(true);
    try (var on = GradMode.on()) {
      assertThat(on).isNotNull();
      NDArray logits = model.forward(store, inputs, true).head();
      reference.assertClose("logits", logits, 1e-4);
      NDArray targets = manager.create(new long[] {1, 3, 3, 0, 2, 1, 2, 0, 0}, new Shape(3, 3));
      NDArray loss =
          Losses.ctc(logits.transpose(1, 0, 2), targets, lengths, new long[] {3, 3, 1}, BLANK);
      double expected = reference.json().get("loss").getAsDouble();
      assertThat((double) loss.getFloat()).isCloseTo(expected, within(1e-5));
      var all = new ArrayList<NDArray>(weights.values());
      all.add(inputs.head());
      NDList gradients = new NDList(Gradients.of(loss, all, manager));
      reference.assertClose("x", gradients.get(gradients.size() - 1), 1e-5);
      int number = 0;
      for (String name : weights.keySet()) {
        double norm = reference.json().getAsJsonObject("norms").get(name).getAsDouble();
        assertThat(Math.sqrt(gradients.get(number++).square().sum().getFloat()))
            .as(name)
            .isCloseTo(norm, within(1e-3 * norm + 1e-6));
      }
    }
  }

  @Test
  void aSoundAloneGivesWhatItGivesBesideLongerOnes() {
    DeepSpeech2 model = filled("GRU");
    NDArray x = inputs().head();
    NDArray together = model.forward(store, inputs(), false).head();
    NDArray shortest = x.get("2:3, :, :, :14").duplicate();
    NDList alone = model.forward(store, new NDList(shortest), false);
    assertThat(alone.get(1).toLongArray()).containsExactly(7);
    assertThat(alone.head().toFloatArray())
        .containsExactly(together.get("2:3, :7").duplicate().toFloatArray(), within(1e-5f));
  }

  @Test
  void aPassLeavesNothingBehindButItsOutputs() {
    DeepSpeech2 model = filled("GRU");
    for (int given = 1; given <= 2; given++) {
      try (NDManager step = manager.newSubManager();
          var off = GradMode.off()) {
        assertThat(off).isNotNull();
        NDList inputs = inputs();
        inputs.attach(step);
        NDList outputs = model.forward(store, new NDList(inputs.subList(0, given)), false);
        assertThat(outputs).hasSize(2);
        assertThat(step.getManagedArrays()).hasSize(4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRU", "LSTM", "RNN"})
  void theSummaryKnowsWhatIsKeptForTheBackwardPass(String cell) {
    var summary = Summary.of(of(cell), new Shape(8, 1, 12, 60));
    double kept = reference(cell).json().get("kept").getAsDouble();
    assertThat((double) summary.kept()).isCloseTo(kept, withinPercentage(5));
  }

  @Test
  void theSummaryCountsThePapersNetwork() {
    var config = DeepSpeech2Config.of(161, 29);
    assertThat(config.outputs(101)).isEqualTo(51);
    var summary = Summary.of(DeepSpeech2.of(config), new Shape(1, 1, 161, 101));
    long convolutions = 32 * 41 * 11 + 32 * 32 * 21 * 11 + 96 * 32 * 21 * 11;
    // 161 rows become 81, 41 and 21 of 96 channels; three gates, two biases, two directions.
    long read = 2 * 3 * 1280 * (96 * 21 + 1280 + 2) + 2 * 2 * 3 * 1280 * (2 * 1280 + 2);
    long norms = 2 * (32 + 32 + 96) + 2 * 3 * 1280;
    assertThat(summary.trainable()).isEqualTo(convolutions + read + norms + 29 * 1281);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    DeepSpeech2 model = filled("GRU");
    assertThatThrownBy(
            () -> model.forward(store, new NDList(manager.zeros(new Shape(1, 1, 13, 9))), false))
        .hasMessage("DeepSpeech2 expects features (N, 1, 12, T), got (1, 1, 13, 9)");
    NDArray x = inputs().head();
    NDArray far = manager.create(new long[] {19, 24, 14});
    assertThatThrownBy(() -> model.forward(store, new NDList(x, far), false))
        .hasMessage("lengths must be in [1, 23], the frames, got [19, 24, 14]");
    NDArray few = manager.zeros(new Shape(2), DataType.INT32);
    assertThatThrownBy(() -> model.forward(store, new NDList(x, few), false))
        .hasMessage("lengths must be int64 (3), got int32 (2)");
    assertThatThrownBy(() -> DeepSpeech2Config.of(40, 1))
        .hasMessage("tokens must be 2 or more, one of them the blank, got 1");
    assertThatThrownBy(() -> new DeepSpeech2Config.Layer(4, 6, 3, 1, 1))
        .hasMessage("height must be odd and 1 or more, got 6");
    assertThatThrownBy(
            () -> DeepSpeech2Config.tiny(40, 5).recurrent(DeepSpeech2Config.Cell.LSTM, 0, 1))
        .hasMessage("hidden must be 1 or more, got 0");
    assertThat(model).hasToString("DeepSpeech2 (12 rows, 2 convolutions, 2 layers of 6, 5 tokens)");
  }
}
