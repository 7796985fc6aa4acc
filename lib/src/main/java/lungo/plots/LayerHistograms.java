package lungo.plots;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import lungo.models.LayerOutputs;
import lungo.weights.StateDict;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How the numbers of a network are distributed, a small histogram a layer: weights, gradients, what
 * layers compute. Vanishing and exploding values show at once, and layers that say nothing.
 *
 * <pre>{@code
 * LayerHistograms.weights(model);
 * LayerHistograms.activations(model, inputs);
 * }</pre>
 */
public final class LayerHistograms extends Figure {

  private static final int PADDING = 14;
  private static final int TITLE = 30;
  private static final int COLUMNS = 4;
  private static final int CELL_WIDTH = 210;
  private static final int CELL_HEIGHT = 116;
  private static final int GAP = 12;
  private static final int BINS = 41;
  private static final int MOST = 1000;
  private static final Font NAME = Style.font(Font.BOLD, 11);
  private static final Font NUMBER = Style.font(Font.PLAIN, 10);

  private final List<Layer> layers;

  /**
   * A layer's numbers.
   *
   * @param name its path
   * @param count how many there are
   * @param mean of those that are finite
   * @param deviation their standard deviation
   * @param low the lowest of them
   * @param high the highest
   * @param bins how many lie in each of the equal bins from low to high
   * @param infinite how many are NaN or infinite
   */
  private record Layer(
      String name,
      long count,
      double mean,
      double deviation,
      double low,
      double high,
      List<Long> bins,
      long infinite) {

    static Layer of(String name, float[] values) {
      double sum = 0;
      double squares = 0;
      long finite = 0;
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (float value : values) {
        if (Float.isFinite(value)) {
          finite++;
          sum += value;
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
      double mean = finite == 0 ? Double.NaN : sum / finite;
      Long[] bins = new Long[BINS];
      Arrays.fill(bins, 0L);
      for (float value : values) {
        if (Float.isFinite(value)) {
          squares += (value - mean) * (value - mean);
          int bin = high > low ? (int) ((value - low) / (high - low) * BINS) : BINS / 2;
          bins[Math.min(BINS - 1, bin)]++;
        }
      }
      double deviation = finite == 0 ? Double.NaN : Math.sqrt(squares / finite);
      return new Layer(
          name, values.length, mean, deviation, low, high, List.of(bins), values.length - finite);
    }
  }

  private LayerHistograms(String title, List<Layer> layers) {
    super(
        title,
        2 * PADDING + Math.min(COLUMNS, layers.size()) * (CELL_WIDTH + GAP) - GAP,
        2 * PADDING + TITLE + (layers.size() + COLUMNS - 1) / COLUMNS * (CELL_HEIGHT + GAP) - GAP);
    this.layers = layers;
  }

  /**
   * Numbers of any layers.
   *
   * @param title above them
   * @param values a layer's path to its numbers, in order
   * @return the figure; NaN and infinities are counted beside it
   * @throws IllegalArgumentException if there is no layer, more than 1,000, or one without numbers
   */
  public static LayerHistograms of(String title, Map<String, float[]> values) {
    if (values.isEmpty() || values.size() > MOST) {
      throw new IllegalArgumentException(
          "1 to " + MOST + " layers can be drawn, got " + values.size());
    }
    return new LayerHistograms(
        title,
        values.entrySet().stream()
            .map(
                layer -> {
                  if (layer.getValue().length == 0) {
                    throw new IllegalArgumentException("'" + layer.getKey() + "' has no numbers");
                  }
                  return Layer.of(layer.getKey(), layer.getValue());
                })
            .toList());
  }

  /**
   * The weights that a model learns.
   *
   * @param model with its weights
   * @return the figure, under the weights' names as in {@link StateDict}
   */
  public static LayerHistograms weights(Block model) {
    var values = new LinkedHashMap<String, float[]>();
    StateDict.of(model)
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                values.put(name, floats(parameter.getArray()));
              }
            });
    return of("Weights", values);
  }

  /**
   * The gradients that the last backward pass left.
   *
   * @param model whose weights have gradients, as within a training step
   * @return the figure; weights without a gradient are left out
   * @throws IllegalArgumentException if no weight has one
   */
  public static LayerHistograms gradients(Block model) {
    var values = new LinkedHashMap<String, float[]>();
    StateDict.of(model)
        .parameters()
        .forEach(
            (name, parameter) -> {
              NDArray weights = parameter.getArray();
              if (parameter.requiresGradient() && weights.hasGradient()) {
                try (NDArray gradient = weights.getGradient()) {
                  values.put(name, floats(gradient));
                }
              }
            });
    boolean isNone = values.values().stream().allMatch(LayerHistograms::isZero);
    if (isNone) {
      throw new IllegalArgumentException(
          "no weight has a gradient; they are there between the backward pass and the next step");
    }
    return of("Gradients", values);
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * What layers compute, the model as it is used after training.
   *
   * @param model with its weights
   * @param inputs a batch, as the model takes it
   * @return the figure, a histogram a layer that holds no others
   */
  public static LayerHistograms activations(Block model, NDList inputs) {
    var values = new LinkedHashMap<String, float[]>();
    NDArray first = inputs.get(0);
    try (var scope = first.getManager().newSubManager()) {
      var copies = new NDList();
      inputs.forEach(
          array -> {
            NDArray copy = array.duplicate();
            copy.attach(scope);
            copies.add(copy);
          });
      LayerOutputs.forward(
          model,
          new ParameterStore(scope, false),
          copies,
          false,
          (path, output) -> {
            String inner = path + ".";
            if (!path.isEmpty() && values.keySet().stream().noneMatch(k -> k.startsWith(inner))) {
              values.put(path, floats(output));
            }
          });
    }
    return of("Activations", values);
  }

  private static float[] floats(NDArray array) {
    if (array.getDataType() == DataType.FLOAT32) {
      return array.toFloatArray();
    }
    try (NDArray converted = array.toType(DataType.FLOAT32, true)) {
      return converted.toFloatArray();
    }
  }

  @Override
  void draw(Graphics2D graphics) {
    graphics.setColor(Style.ink());
    graphics.setFont(Style.font(Font.BOLD, 14));
    Text.startingAt(graphics, getTitle(), PADDING, PADDING + 8);
    for (int i = 0; i < layers.size(); i++) {
      int x = PADDING + i % COLUMNS * (CELL_WIDTH + GAP);
      int y = PADDING + TITLE + i / COLUMNS * (CELL_HEIGHT + GAP);
      draw(graphics, layers.get(i), x, y);
    }
  }

  private static void draw(Graphics2D graphics, Layer layer, int x, int y) {
    graphics.setColor(Style.ink());
    graphics.setFont(NAME);
    Text.startingAt(graphics, Text.fit(NAME, layer.name, CELL_WIDTH), x, y + 7);
    graphics.setFont(NUMBER);
    graphics.setColor(layer.infinite > 0 ? Style.vermilion() : Style.quiet());
    Text.startingAt(graphics, Text.fit(NUMBER, moments(layer), CELL_WIDTH), x, y + 22);
    int bottom = y + CELL_HEIGHT - 14;
    double high = bottom - (y + 34.0);
    long most = Math.max(1, layer.bins.stream().mapToLong(b -> b).max().orElse(1));
    var area = new Path2D.Double();
    area.moveTo(x, bottom);
    for (int b = 0; b < BINS; b++) {
      double top = bottom - high * layer.bins.get(b) / most;
      area.lineTo(x + (double) CELL_WIDTH * b / BINS, top);
      area.lineTo(x + (double) CELL_WIDTH * (b + 1) / BINS, top);
    }
    area.lineTo(x + (double) CELL_WIDTH, bottom);
    graphics.setColor(Theme.current().fill());
    graphics.fill(area);
    graphics.setColor(Style.blue());
    graphics.setStroke(Style.stroke(1f));
    graphics.draw(area);
    graphics.setColor(Style.quiet());
    if (layer.low <= layer.high) {
      Text.startingAt(graphics, Style.tick(layer.low), x, bottom + 8.0);
      Text.endingAt(graphics, Style.tick(layer.high), x + (double) CELL_WIDTH, bottom + 8.0);
    }
  }

  private static String moments(Layer layer) {
    String bad =
        layer.infinite == 0 ? "" : String.format(Locale.ROOT, "%,d not finite, ", layer.infinite);
    return bad
        + String.format(
            Locale.ROOT,
            "mean %s, deviation %s",
            Style.tick(layer.mean),
            Style.tick(layer.deviation));
  }

  /** A chart a layer. */
  @Override
  public List<XYChart> charts() {
    return layers.stream()
        .filter(layer -> layer.low <= layer.high)
        .map(
            layer ->
                Plots.bars(
                    layer.name,
                    layer.low,
                    (layer.high - layer.low) / BINS,
                    layer.bins.stream().mapToDouble(Long::doubleValue).toArray()))
        .toList();
  }

  @Override
  public Table table() {
    return Table.create(
        getTitle(),
        StringColumn.create("layer", layers.stream().map(Layer::name)),
        LongColumn.create("count", layers.stream().mapToLong(Layer::count).toArray()),
        DoubleColumn.create("mean", layers.stream().mapToDouble(Layer::mean).toArray()),
        DoubleColumn.create("deviation", layers.stream().mapToDouble(Layer::deviation).toArray()),
        DoubleColumn.create("lowest", layers.stream().mapToDouble(Layer::low).toArray()),
        DoubleColumn.create("highest", layers.stream().mapToDouble(Layer::high).toArray()),
        LongColumn.create("not finite", layers.stream().mapToLong(Layer::infinite).toArray()));
  }

  @Override
  public String toString() {
    return layers.stream()
        .map(layer -> layer.name + ": " + moments(layer))
        .collect(Collectors.joining("\n", getTitle() + "\n", ""));
  }
}
