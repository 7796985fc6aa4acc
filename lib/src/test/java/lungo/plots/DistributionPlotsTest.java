package lungo.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lungo.models.LeNet;
import lungo.random.Seed;
import lungo.weights.StateDict;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class DistributionPlotsTest {

  @Test
  void aLayersNumbersAreCountedByTheirMoments() {
    var values = new LinkedHashMap<String, float[]>();
    values.put("fc", new float[] {-1, 1, 3, 5});
    values.put("head", new float[] {2, 2, Float.NaN, Float.POSITIVE_INFINITY});
    var plot = LayerHistograms.of("Weights", values);
    Table table = plot.table();
    assertThat(table.stringColumn("layer").asList()).containsExactly("fc", "head");
    assertThat(table.doubleColumn("mean").asList()).containsExactly(2.0, 2.0);
    // squares of 3, 1, 1, 3 are 20; a fourth of them is 5
    assertThat(table.doubleColumn("deviation").get(0)).isCloseTo(Math.sqrt(5), within(1e-12));
    assertThat(table.longColumn("not finite").asList()).containsExactly(0L, 2L);
    assertThat(plot).asString().contains("head: 2 not finite, mean 2, deviation 0");
    assertThatThrownBy(() -> LayerHistograms.of("x", Map.of("a", new float[0])))
        .hasMessageContaining("'a' has no numbers");
  }

  @Test
  void weightsGradientsAndActivationsAreThoseOfTheModel() {
    Seed.set(1);
    try (var manager = NDManager.newBaseManager()) {
      var model = LeNet.lenet5(10);
      model.initialize(manager, DataType.FLOAT32, new Shape(2, 1, 28, 28));
      var names = StateDict.of(model).parameters().keySet();
      Table weights = LayerHistograms.weights(model).table();
      assertThat(weights.stringColumn("layer").asList()).containsExactlyElementsOf(names);
      NDArray pictures = manager.randomNormal(new Shape(2, 1, 28, 28));
      Table activations = LayerHistograms.activations(model, new NDList(pictures)).table();
      String last = activations.stringColumn("layer").get(activations.rowCount() - 1);
      assertThat(names).anyMatch(name -> name.startsWith(last + "."));
      assertThat(activations.longColumn("count").get(activations.rowCount() - 1)).isEqualTo(20);
      assertThat(pictures.getShape()).isEqualTo(new Shape(2, 1, 28, 28)); // not freed
      assertThatThrownBy(() -> LayerHistograms.gradients(model))
          .hasMessageContaining("no weight has a gradient");
      try (var collector = Engine.getInstance().newGradientCollector()) {
        var outputs = model.forward(new ParameterStore(manager, false), new NDList(pictures), true);
        collector.backward(outputs.singletonOrThrow().sum());
      }
      Table gradients = LayerHistograms.gradients(model).table();
      // the sum grows by 1 a picture with each number of the last bias
      assertThat(gradients.doubleColumn("mean").get(gradients.rowCount() - 1))
          .isCloseTo(2, within(1e-6));
    }
  }

  @Test
  void pointsHaveTheColourOfTheirGroupAndWhatIsMissingIsLeftOut() {
    var table =
        Table.create(
            "flowers",
            DoubleColumn.create("length", 1, 2, Double.NaN, 4),
            IntColumn.create("width", 5, 6, 7, 8),
            StringColumn.create("kind", "b", "a", "a", "b"));
    var chart = Plots.scatter(table, "length", "width", "kind");
    assertThat(chart.getSeries("a").getXData()).containsExactly(2);
    assertThat(chart.getSeries("b").getYData()).containsExactly(5, 8);
    assertThat(chart.getSeries("a").getMarkerColor())
        .isNotEqualTo(chart.getSeries("b").getMarkerColor());
    assertThat(Plots.table(chart).stringColumn("series").asList()).containsExactly("a", "b", "b");
    assertThat(Plots.scatter(table, "length", "width", "").getSeries("width").getXData())
        .containsExactly(1, 2, 4);
    List<String> many = IntStream.range(0, 21).mapToObj(String::valueOf).toList();
    double[] x = new double[21];
    assertThatThrownBy(() -> Plots.scatter("many", x, x, many)).hasMessageContaining("got 21");
    assertThatThrownBy(() -> Plots.scatter("few", x, new double[3], many))
        .hasMessageContaining("got 21, 3 and 21");
  }

  @Test
  void figuresHaveTheTableBehindThem() {
    var confusion = ConfusionPlot.of("c", new long[][] {{5, 1}, {0, 4}}, List.of("no", "yes"));
    Table cells = confusion.table();
    assertThat(cells.stringColumn("label").asList()).containsExactly("no", "no", "yes", "yes");
    assertThat(cells.longColumn("count").asList()).containsExactly(5L, 1L, 0L, 4L);
    var bars = Plots.probabilities(Map.of("cat", 0.25, "dog", 0.75), 2);
    assertThat(bars.table().doubleColumn("probability").asList()).containsExactly(0.75, 0.25);
    var picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    var gallery = Gallery.of(List.of(new Gallery.Item(picture, "cat", Gallery.Mark.RIGHT)));
    assertThat(gallery.table().stringColumn("mark").asList()).containsExactly("right");
    var trials =
        ParallelCoordinates.of(
            List.of(Map.of("rate", 0.1), Map.of("rate", 1)), "loss", List.of(2.0, 1.0), true);
    assertThat(trials.table().doubleColumn("loss").asList()).containsExactly(2.0, 1.0);
  }
}
