package lungo.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.knowm.xchart.HeatMapChart;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A confusion matrix as a picture: a row for each true class, a column for each predicted one, with
 * counts. What was right is blue, what was wrong is orange, the stronger the larger its share of
 * the true class.
 *
 * <pre>{@code
 * plot(report.confusionMatrix());
 * plot(report.confusionMatrix()).normalized();
 * ConfusionPlot.of("Pets", new long[][] {{48, 2}, {5, 45}}, List.of("cat", "dog"));
 * }</pre>
 */
public final class ConfusionPlot extends Figure {

  private static final int PADDING = 14;
  private static final int TITLE = 30;
  private static final int AXIS = 24;
  private static final int LONGEST_NAME = 150;
  private static final int MAX_CLASSES = 1000;
  private static final float SMALLEST_COUNT = 6.5f;

  private final long[][] counts;
  private final List<String> names;
  private final Layout layout;
  private final boolean isNormalized;

  /** Sizes that follow from the number of classes, their names and the largest count. */
  private record Layout(
      int cell, Font nameFont, Font countFont, int nameWidth, int nameHeight, boolean upright) {

    static Layout of(long[][] counts, List<String> names) {
      int n = names.size();
      int base = n <= 6 ? 60 : n <= 12 ? 46 : n <= 25 ? 30 : n <= 50 ? 19 : 14;
      int nameSize = Math.max(9, Math.min(12, base - 3));
      Font nameFont = Style.font(Font.PLAIN, nameSize);
      int longest = names.stream().mapToInt(name -> Text.width(nameFont, name)).max().orElse(0);
      int nameWidth = Math.min(LONGEST_NAME, longest);
      String widest = count(Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0));
      Font smallest = Style.font(Font.PLAIN, 1).deriveFont(SMALLEST_COUNT);
      int cell = Math.max(base, Text.width(smallest, widest) + 1);
      float size = Math.min(13, cell * 0.55f);
      Font countFont = smallest.deriveFont(size);
      while (size > SMALLEST_COUNT && Text.width(countFont, widest) > cell - 2) {
        size -= 0.5f;
        countFont = smallest.deriveFont(size);
      }
      boolean upright = nameWidth > cell - 6;
      return new Layout(
          cell, nameFont, countFont, nameWidth, upright ? nameWidth : nameSize + 4, upright);
    }
  }

  private ConfusionPlot(
      String title, long[][] counts, List<String> names, Layout layout, boolean isNormalized) {
    super(
        title,
        Math.max(
            2 * PADDING + AXIS + layout.nameWidth + 8 + layout.cell * names.size(),
            2 * PADDING + Text.width(Style.font(Font.BOLD, 14), title)),
        2 * PADDING + TITLE + layout.cell * names.size() + 8 + layout.nameHeight + AXIS);
    this.counts = counts;
    this.names = names;
    this.layout = layout;
    this.isNormalized = isNormalized;
  }

  /**
   * A confusion matrix as a picture.
   *
   * @param title above it
   * @param counts (K, K), true class by predicted class
   * @param names K names, 1 to 1,000; long ones are cut
   * @return the figure
   * @throws IllegalArgumentException if counts and names do not agree
   */
  public static ConfusionPlot of(String title, long[][] counts, List<String> names) {
    int k = names.size();
    if (k < 1 || k > MAX_CLASSES) {
      throw new IllegalArgumentException("1 to " + MAX_CLASSES + " classes can be drawn, got " + k);
    }
    if (counts.length != k || Arrays.stream(counts).anyMatch(row -> row.length != k)) {
      String rows =
          Arrays.stream(counts)
              .mapToInt(row -> row.length)
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(" and "));
      throw new IllegalArgumentException(
          k + " classes need " + k + " × " + k + " counts, got rows of " + rows);
    }
    long[][] copy = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    List<String> all = List.copyOf(names);
    return new ConfusionPlot(title, copy, all, Layout.of(copy, all), false);
  }

  /**
   * The same with shares in place of counts: how many of a hundred examples of a class were taken
   * for each one.
   *
   * @return a new figure
   */
  public ConfusionPlot normalized() {
    return new ConfusionPlot(getTitle() + ", % of each true class", counts, names, layout, true);
  }

  @Override
  void draw(Graphics2D graphics) {
    int left = PADDING + AXIS + layout.nameWidth + 8;
    int top = PADDING + TITLE;
    int side = layout.cell * names.size();
    graphics.setColor(Style.ink());
    graphics.setFont(Style.font(Font.BOLD, 14));
    Text.startingAt(graphics, getTitle(), PADDING, PADDING + 8);
    graphics.setColor(Style.quiet());
    graphics.setFont(Style.font(Font.PLAIN, 12));
    Text.centred(graphics, "predicted", left + side / 2.0, getHeight() - PADDING - 6);
    Text.upwardsAround(graphics, "true", PADDING + 6, top + side / 2.0);
    drawNames(graphics, left, top, side);
    for (int row = 0; row < names.size(); row++) {
      drawRow(graphics, row, left, top + row * layout.cell);
    }
  }

  private void drawNames(Graphics2D graphics, int left, int top, int side) {
    graphics.setFont(layout.nameFont);
    graphics.setColor(Style.ink());
    for (int i = 0; i < names.size(); i++) {
      String name = Text.fit(layout.nameFont, names.get(i), layout.nameWidth);
      double middle = (i + 0.5) * layout.cell;
      Text.endingAt(graphics, name, left - 6, top + middle);
      if (layout.upright) {
        Text.upwards(graphics, name, left + middle, top + side + 6);
      } else {
        Text.centred(graphics, name, left + middle, top + side + 6 + layout.nameHeight / 2.0);
      }
    }
  }

  private void drawRow(Graphics2D graphics, int row, int left, int y) {
    long total = Math.max(1, Arrays.stream(counts[row]).sum());
    graphics.setFont(layout.countFont);
    double gap = layout.cell >= 20 ? 1 : 0.5;
    for (int column = 0; column < names.size(); column++) {
      long count = counts[row][column];
      double share = (double) count / total;
      Color colour = colour(share, row == column);
      double x = left + (double) column * layout.cell;
      graphics.setColor(colour);
      graphics.fill(new Rectangle2D.Double(x, y, layout.cell - gap, layout.cell - gap));
      if (count > 0) {
        graphics.setColor(isDark(colour) ? Color.WHITE : Theme.LIGHT.ink());
        String text = isNormalized ? percent(share) : count(count);
        Text.centred(graphics, text, x + (layout.cell - gap) / 2, y + (layout.cell - gap) / 2);
      }
    }
  }

  /** A root, so that a mistake of one per cent is seen beside ninety-nine that were right. */
  private static Color colour(double share, boolean right) {
    double strength = Math.min(1, Math.sqrt(share) * (right ? 1 : 1.3));
    Color full = right ? Style.blue() : Style.vermilion();
    return Style.mixed(Theme.current().nothing(), full, strength);
  }

  private static boolean isDark(Color colour) {
    return 0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue() < 140;
  }

  private static String percent(double share) {
    return share < 0.005 ? "<1" : String.valueOf(Math.round(100 * share));
  }

  private static String count(long count) {
    if (count < 100_000) {
      return String.valueOf(count);
    }
    return count < 10_000_000
        ? String.format(Locale.ROOT, "%dk", Math.round(count / 1e3))
        : String.format(Locale.ROOT, "%dM", Math.round(count / 1e6));
  }

  /** A row a cell: {@code label, predicted, count}. */
  @Override
  public Table table() {
    var labels = StringColumn.create("label");
    var predicted = StringColumn.create("predicted");
    var cells = LongColumn.create("count");
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        labels.append(names.get(row));
        predicted.append(names.get(column));
        cells.append(counts[row][column]);
      }
    }
    return Table.create(getTitle(), labels, predicted, cells);
  }

  @Override
  public List<HeatMapChart> charts() {
    double[][] values =
        Arrays.stream(counts)
            .map(row -> Arrays.stream(row).asDoubleStream().toArray())
            .toArray(double[][]::new);
    HeatMapChart chart = Charts.heat(getTitle(), names, names, values, layout.cell);
    chart.setXAxisTitle("predicted");
    chart.setYAxisTitle("true");
    chart.getStyler().setShowValue(true).setHeatMapValueDecimalPattern("0");
    return List.of(chart);
  }

  @Override
  public String toString() {
    long right = 0;
    long all = 0;
    for (int row = 0; row < counts.length; row++) {
      right += counts[row][row];
      all += Arrays.stream(counts[row]).sum();
    }
    return String.format(
        Locale.ROOT, "%s: %,d of %,d right, %d classes", getTitle(), right, all, names.size());
  }
}
