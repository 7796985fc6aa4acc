package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A network for rows of a table: each category becomes a vector that is learned, and goes with the
 * numbers through layers with ReLU. Guo and Berkhahn 2016, Entity Embeddings of Categorical
 * Variables, https://arxiv.org/abs/1604.06737. Without hidden layers it is a linear model.
 *
 * <pre>{@code
 * var config = TabularConfig.of(data.categorySizes(), data.numbers(), data.outputs());
 * var model = TabularMlp.of(config.hidden(128, 64).dropout(0.1));
 * }</pre>
 *
 * <p>Its weights have the names of PyTorch's modules {@code embeds}, an {@code nn.ModuleList} of
 * {@code nn.Embedding}, and {@code layers}, an {@code nn.Sequential} of {@code nn.Linear}, {@code
 * nn.ReLU} and {@code nn.Dropout} for each hidden layer, then {@code nn.Linear}. What the layers
 * read begins with the vectors.
 *
 * <p>Inputs: (N, numbers) float32, and (N, categories) int64 where there are categories. Output (N,
 * outputs).
 */
public final class TabularMlp extends NamedBlock {

  static final String ARCHITECTURE = "tabular_mlp";

  private final TabularConfig config;
  private final @Nullable CategoryEmbeddings embeds;
  private final Sequential layers;

  private TabularMlp(TabularConfig config) {
    this.config = config;
    this.embeds =
        config.categories().isEmpty()
            ? null
            : child("embeds", new CategoryEmbeddings(config.categories(), config.widths()));
    var all = new ArrayList<NamedBlock>();
    int width = config.inputs();
    for (int units : config.hidden()) {
      all.add(new Linear(width, units));
      all.add(Pointwise.relu());
      all.add(new Dropout(config.dropout()));
      width = units;
    }
    all.add(new Linear(width, config.outputs()));
    this.layers = child("layers", new Sequential(all));
  }

  /**
   * A network.
   *
   * @param config its sizes
   * @return the network; its weights are made when it is initialised
   */
  public static TabularMlp of(TabularConfig config) {
    return new TabularMlp(config);
  }

  /**
   * Its sizes.
   *
   * @return what it was made from
   */
  public TabularConfig config() {
    return config;
  }

  /** What {@link Models#build} makes the same network from, without its weights. */
  @Override
  public Map<String, String> getCustomMetadata() {
    var all = new LinkedHashMap<String, String>();
    all.put("architecture", ARCHITECTURE);
    all.put("categories", text(config.categories()));
    all.put("widths", text(config.widths()));
    all.put("numbers", String.valueOf(config.numbers()));
    all.put("outputs", String.valueOf(config.outputs()));
    all.put("hidden", text(config.hidden()));
    all.put("dropout", String.valueOf(config.dropout()));
    return all;
  }

  private static String text(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static TabularMlp build(Settings settings) {
    return of(
        new TabularConfig(
            settings.numbers("categories"),
            settings.numbers("widths"),
            settings.number("numbers"),
            settings.number("outputs"),
            settings.numbers("hidden"),
            Double.parseDouble(settings.text("dropout"))));
  }

  @Override
  NDArray compute(Pass pass, NDArray numbers) {
    return compute(pass, new NDList(numbers)).head();
  }

  @Override
  NDList compute(Pass pass, NDList inputs) {
    check(inputs);
    if (embeds == null) {
      return new NDList(layers.forward(pass, inputs.head())); // (N, outputs)
    }
    try (NDArray vectors = embeds.forward(pass, inputs.get(1)); // (N, Σ widths)
        NDArray row = CategoryEmbeddings.beside(new NDList(vectors, inputs.head()))) {
      return new NDList(layers.forward(pass, row)); // (N, outputs)
    }
  }

  private void check(NDList inputs) {
    checked(inputs.head().getShape());
    int kinds = config.categories().size();
    Shape expected = new Shape(inputs.head().getShape().get(0), kinds);
    boolean fits =
        kinds == 0
            ? inputs.size() == 1
            : inputs.size() == 2 && inputs.get(1).getShape().equals(expected);
    if (!fits) {
      throw new IllegalArgumentException(
          "TabularMlp expects numbers (N, "
              + config.numbers()
              + ")"
              + (kinds == 0 ? "" : " and categories (N, " + kinds + ")")
              + ", got "
              + Arrays.toString(inputs.getShapes()));
    }
  }

  private void checked(Shape input) {
    if (input.dimension() != 2 || input.get(1) != config.numbers()) {
      throw new IllegalArgumentException(
          "TabularMlp expects numbers (N, " + config.numbers() + "), got " + input);
    }
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    checked(input);
    if (embeds != null) {
      visitor.accept(embeds, new Shape(input.get(0), config.categories().size()));
    }
    Shape row = new Shape(input.get(0), config.inputs());
    visitor.accept(layers, row);
    return layers.outputShape(row);
  }

  @Override
  String type() {
    return "TabularMlp";
  }

  @Override
  public String toString() {
    List<Integer> hidden = config.hidden();
    return String.format(
        "TabularMlp (%d numbers, %d categories, %s, %d %s)",
        config.numbers(),
        config.categories().size(),
        hidden.isEmpty() ? "linear" : "hidden " + hidden,
        config.outputs(),
        config.outputs() == 1 ? "output" : "outputs");
  }
}
