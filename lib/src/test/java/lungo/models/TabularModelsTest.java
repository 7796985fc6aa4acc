package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import lungo.torch.GradMode;
import lungo.torch.Losses;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compared with torch.nn; {@code src/test/python/tabular_reference.py} made the values. */
class TabularModelsTest {

  private static final int ROWS = 6;
  private static final TabularConfig CONFIG =
      new TabularConfig(List.of(4, 7), List.of(3, 5), 3, 3, List.of(8, 6), 0.25);

  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private NDList row() {
    long[] categories = new long[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      categories[2 * i] = i % 4;
      categories[2 * i + 1] = (i * 3L) % 7;
    }
    return new NDList(
        Reference.uniform(manager, new Shape(ROWS, 3), 100),
        manager.create(categories, new Shape(ROWS, 2)));
  }

  private NDList series() {
    return new NDList(Reference.uniform(manager, new Shape(ROWS, 5, 3), 101));
  }

  private void assertIsPyTorchs(String name, Block block, NDList inputs) {
    var reference = Reference.read("tabular").of(name);
    reference.assertShapes(block);
    reference.fill(block, manager, inputs.head().getShape());
    var weights = StateDict.of(block).arrays();
    weights.values().forEach(w -> w.setRequiresGradient(true));
    try (var grad = GradMode.on();
        var collector = Engine.getInstance().newGradientCollector()) {
      assertThat(grad).isNotNull();
      NDArray outputs = block.forward(store, inputs, false).head();
      assertThat(outputs.getShape())
          .isEqualTo(block.getOutputShapes(new Shape[] {inputs.head().getShape()})[0]);
      reference.assertClose("outputs", outputs, 1e-5);
      NDArray loss =
          Losses.meanSquared(outputs, Reference.uniform(manager, outputs.getShape(), 300));
      assertThat((double) loss.getFloat())
          .isCloseTo(reference.json().get("loss").getAsDouble(), within(1e-5));
      collector.backward(loss);
    }
    var norms = reference.json().getAsJsonObject("norms");
    weights.forEach(
        (weight, array) -> {
          double norm = norms.get(weight).getAsDouble();
          assertThat(Math.sqrt(array.getGradient().square().sum().getFloat()))
              .as(weight)
              .isCloseTo(norm, within(1e-4 * norm + 1e-6));
        });
  }

  @Test
  void namesOutputsLossAndGradientsArePyTorchs() {
    assertIsPyTorchs("mlp", TabularMlp.of(CONFIG), row());
    var linear = new TabularConfig(List.of(4, 7), List.of(3, 5), 3, 1, List.of(), 0);
    assertIsPyTorchs("linear", TabularMlp.of(linear), row());
  }

  @Test
  void forecastersArePyTorchs() {
    var config = RecurrentConfig.of(3, 4).layers(2, 0);
    assertIsPyTorchs("lstm", Forecaster.lstm(config, 2), series());
    assertIsPyTorchs("gru", Forecaster.gru(config, 2), series());
  }

  @Test
  void rowsMayHaveNumbersOrCategoriesAlone() {
    var numbers = TabularMlp.of(TabularConfig.of(List.of(), 3, 2).hidden(4));
    numbers.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    var both = row();
    assertThat(numbers.forward(store, new NDList(both.head()), false).head().getShape())
        .isEqualTo(new Shape(ROWS, 2));
    var categories = TabularMlp.of(TabularConfig.of(List.of(4, 7), 0, 2));
    categories.initialize(manager, DataType.FLOAT32, new Shape(1, 0));
    var none = new NDList(manager.create(new float[0], new Shape(ROWS, 0)), both.get(1));
    assertThat(categories.forward(store, none, false).head().getShape())
        .isEqualTo(new Shape(ROWS, 2));
  }

  @Test
  void widthsFollowTheRule() {
    // 1.6 · 100^0.56 = 1.6 · 13.18 = 21.09
    assertThat(List.of(2, 5, 13, 100, 100_000))
        .extracting(TabularConfig::width)
        .containsExactly(2, 4, 7, 21, 600);
    assertThat(TabularConfig.of(List.of(8, 101), 2, 1).inputs()).isEqualTo(5 + 21 + 2);
    assertThat(TabularConfig.of(List.of(8), 2, 1).widths(9).inputs()).isEqualTo(11);
  }

  @Test
  void sizesAreSummedUp() {
    // 4·3 + 7·5 + (11+1)·8 + (8+1)·6 + (6+1)·3 = 12 + 35 + 96 + 54 + 21
    var summary = Summary.of(TabularMlp.of(CONFIG), new Shape(2, 3));
    assertThat(summary.parameters()).isEqualTo(218);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var model = TabularMlp.of(CONFIG);
    model.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    assertThatThrownBy(() -> model.forward(store, new NDList(row().head()), false))
        .hasMessage("TabularMlp expects numbers (N, 3) and categories (N, 2), got [(6, 3)]");
    assertThatThrownBy(() -> TabularConfig.of(List.of(), 0, 1))
        .hasMessageContaining("1 number or category or more");
    assertThatThrownBy(() -> TabularConfig.of(List.of(3, 4), 0, 1).widths(2))
        .hasMessage("a width a category is needed, got [2] for [3, 4]");
    assertThatThrownBy(() -> Forecaster.lstm(RecurrentConfig.of(3, 4).bidirectional(true), 2))
        .hasMessageContaining("must not be bidirectional");
    var beyond = new NDList(row().head(), manager.create(new long[12], new Shape(6, 2)).add(4));
    assertThatThrownBy(() -> model.forward(store, beyond, false))
        .hasMessageContaining("tokens must be in [0, 4)");
  }
}
