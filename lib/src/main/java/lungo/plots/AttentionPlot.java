package lungo.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Where each token looks, a map a head: a row a token that looks, a column one that it looks at,
 * the stronger the more. Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
 *
 * <pre>{@code
 * float[][][] weights = {{{1, 0}, {0.3f, 0.7f}}};            // (heads, queries, keys)
 * AttentionPlot.of("layer 1", List.of("the", "whale"), List.of("the", "whale"), weights);
 * }</pre>
 */
public final class AttentionPlot extends Figure {

  private static final int PADDING = 14;
  private static final int TITLE = 28;
  private static final int GAP = 18;
  private static final int WIDEST = 1100;
  private static final int LONGEST_NAME = 110;
  private static final Font FONT = Style.font(Font.PLAIN, 11);

  private final List<String> queries;
  private final List<String> keys;
  private final float[][][] weights;
  private final Layout layout;

  /** Sizes that follow from the number of tokens and heads, and the tokens' widths. */
  private record Layout(int cell, int across, int names, int keyNames) {

    static Layout of(List<String> queries, List<String> keys, int heads) {
      int cell = Math.max(8, Math.min(24, 200 / Math.max(queries.size(), keys.size())));
      int names = widest(queries);
      int wide = cell * keys.size() + GAP;
      int across = Math.max(1, Math.min(heads, (WIDEST - names) / wide));
      return new Layout(cell, across, names, widest(keys));
    }

    private static int widest(List<String> tokens) {
      int longest = tokens.stream().mapToInt(token -> Text.width(FONT, token)).max().orElse(0);
      return Math.min(LONGEST_NAME, longest) + 6;
    }

    int wide(int keys) {
      return cell * keys + GAP;
    }

    int high(int queries) {
      return cell * queries + keyNames + 2 * GAP;
    }
  }

  private AttentionPlot(
      String title, List<String> queries, List<String> keys, float[][][] weights, Layout layout) {
    super(
        title,
        Math.max(
            2 * PADDING + layout.names + layout.across * layout.wide(keys.size()),
            2 * PADDING + Text.width(Style.font(Font.BOLD, 14), title)),
        2 * PADDING
            + TITLE
            + (weights.length + layout.across - 1) / layout.across * layout.high(queries.size()));
    this.queries = queries;
    this.keys = keys;
    this.weights = weights;
    this.layout = layout;
  }

  /**
   * Maps of some heads.
   *
   * @param title above them
   * @param queries the tokens that look
   * @param keys those that they look at
   * @param weights (heads, queries, keys), in [0, 1]
   * @return the figure
   * @throws IllegalArgumentException if the shape is another, or there is no head
   */
  public static AttentionPlot of(
      String title, List<String> queries, List<String> keys, float[][][] weights) {
    for (float[][] head : weights) {
      boolean fits = head.length == queries.size();
      for (float[] row : head) {
        fits &= row.length == keys.size();
      }
      if (!fits) {
        throw new IllegalArgumentException(
            "a head needs %d × %d weights, got %d rows of %s"
                .formatted(
                    queries.size(),
                    keys.size(),
                    head.length,
                    head.length == 0 ? 0 : head[0].length));
      }
    }
    if (weights.length == 0 || queries.isEmpty() || keys.isEmpty()) {
      throw new IllegalArgumentException("attention needs a head and a token, got none");
    }
    float[][][] copy = new float[weights.length][queries.size()][];
    for (int head = 0; head < copy.length; head++) {
      for (int row = 0; row < queries.size(); row++) {
        copy[head][row] = weights[head][row].clone();
      }
    }
    Layout layout = Layout.of(queries, keys, weights.length);
    return new AttentionPlot(title, List.copyOf(queries), List.copyOf(keys), copy, layout);
  }

  @Override
  void draw(Graphics2D graphics) {
    graphics.setColor(Style.ink());
    graphics.setFont(Style.font(Font.BOLD, 14));
    Text.startingAt(graphics, getTitle(), PADDING, PADDING + 8);
    for (int head = 0; head < weights.length; head++) {
      int left = PADDING + layout.names + head % layout.across * layout.wide(keys.size());
      int top = PADDING + TITLE + head / layout.across * layout.high(queries.size());
      drawHead(graphics, head, left, top);
    }
  }

  private void drawHead(Graphics2D graphics, int head, int left, int top) {
    graphics.setFont(FONT);
    graphics.setColor(Style.quiet());
    Text.startingAt(graphics, "head " + (head + 1), left, top + 6);
    int first = top + GAP;
    for (int row = 0; row < queries.size(); row++) {
      for (int column = 0; column < keys.size(); column++) {
        graphics.setColor(colour(weights[head][row][column]));
        graphics.fill(
            new Rectangle2D.Double(
                left + (double) column * layout.cell,
                first + (double) row * layout.cell,
                layout.cell - 1.0,
                layout.cell - 1.0));
      }
    }
    graphics.setColor(Style.ink());
    if (head % layout.across == 0) {
      for (int row = 0; row < queries.size(); row++) {
        String name = Text.fit(FONT, queries.get(row), layout.names - 6);
        Text.endingAt(graphics, name, left - 5, first + (row + 0.5) * layout.cell);
      }
    }
    for (int column = 0; column < keys.size(); column++) {
      String name = Text.fit(FONT, keys.get(column), layout.keyNames - 6);
      double x = left + (column + 0.5) * layout.cell;
      Text.upwards(graphics, name, x, first + queries.size() * layout.cell + 4.0);
    }
  }

  private static Color colour(double weight) {
    return Style.mixed(Theme.current().nothing(), Style.blue(), Math.max(0, Math.min(1, weight)));
  }

  /** A row a weight: {@code head, query, key, weight}; tokens with their places, from 1. */
  @Override
  public Table table() {
    var heads = IntColumn.create("head");
    var from = StringColumn.create("query");
    var to = StringColumn.create("key");
    var values = DoubleColumn.create("weight");
    for (int head = 0; head < weights.length; head++) {
      for (int row = 0; row < queries.size(); row++) {
        for (int column = 0; column < keys.size(); column++) {
          heads.append(head + 1);
          from.append((row + 1) + " " + queries.get(row));
          to.append((column + 1) + " " + keys.get(column));
          values.append(weights[head][row][column]);
        }
      }
    }
    return Table.create(getTitle(), heads, from, to, values);
  }

  @Override
  public List<HeatMapChart> charts() {
    var charts = new ArrayList<HeatMapChart>();
    for (int head = 0; head < weights.length; head++) {
      double[][] values = new double[queries.size()][keys.size()];
      for (int row = 0; row < queries.size(); row++) {
        for (int column = 0; column < keys.size(); column++) {
          values[row][column] = weights[head][row][column];
        }
      }
      charts.add(Charts.heat("head " + (head + 1), numbered(keys), numbered(queries), values, 24));
    }
    return charts;
  }

  /** XChart takes a name for one place: a token that occurs twice needs two names. */
  private static List<String> numbered(List<String> tokens) {
    return IntStream.range(0, tokens.size()).mapToObj(i -> (i + 1) + " " + tokens.get(i)).toList();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: attention of %d heads, %d tokens to %d",
        getTitle(),
        weights.length,
        queries.size(),
        keys.size());
  }
}
