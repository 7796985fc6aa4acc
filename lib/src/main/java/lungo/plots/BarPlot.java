package lungo.plots;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.HorizontalBarChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Named numbers as bars that lie, each with the range that it may be off by.
 *
 * <pre>{@code
 * BarPlot.of(
 *     "Importance",
 *     List.of(new BarPlot.Bar("age", 0.31, 0.02), new BarPlot.Bar("fare", 0.12, 0.01)));
 * }</pre>
 */
public final class BarPlot extends Figure {

  private static final int PADDING = 14;
  private static final int TITLE = 26;
  private static final int BAR = 360;
  private static final int ROW = 24;
  private static final int THICK = 14;
  private static final int LONGEST_NAME = 220;
  private static final Font FONT = Style.font(Font.PLAIN, 13);

  private final List<Bar> bars;
  private final int nameWidth;
  private final double low;
  private final double high;

  /**
   * One bar.
   *
   * @param name beside it
   * @param value where it ends; it begins at 0
   * @param deviation by how much it may be off either way, 0 for no whisker
   */
  public record Bar(String name, double value, double deviation) {

    /**
     * Rejects what cannot be drawn.
     *
     * @param name beside it
     * @param value where it ends; it begins at 0
     * @param deviation by how much it may be off either way, 0 for no whisker
     */
    public Bar {
      if (!Double.isFinite(value) || !(deviation >= 0 && Double.isFinite(deviation))) {
        throw new IllegalArgumentException(
            "a bar must be finite and its deviation 0 or more, got " + value + " ± " + deviation);
      }
    }
  }

  private BarPlot(String title, List<Bar> bars, int nameWidth) {
    super(
        title,
        2 * PADDING + nameWidth + 10 + BAR + numberWidth(bars) + 8,
        2 * PADDING + (title.isEmpty() ? 0 : TITLE) + ROW * bars.size());
    this.bars = bars;
    this.nameWidth = nameWidth;
    low = Math.min(0, bars.stream().mapToDouble(b -> b.value - b.deviation).min().orElse(0));
    double most = bars.stream().mapToDouble(b -> b.value + b.deviation).max().orElse(0);
    high = Math.max(most, low == 0 && most <= 0 ? 1 : 0);
  }

  /**
   * Numbers as bars.
   *
   * @param title above them, or nothing
   * @param bars in the order in which they are to be drawn, at least one
   * @return the figure
   * @throws IllegalArgumentException if there is no bar
   */
  public static BarPlot of(String title, List<Bar> bars) {
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("at least 1 bar is needed, got 0");
    }
    int longest = bars.stream().mapToInt(b -> Text.width(FONT, b.name)).max().orElse(0);
    return new BarPlot(title, List.copyOf(bars), Math.min(LONGEST_NAME, longest + 1));
  }

  private static int numberWidth(List<Bar> bars) {
    return bars.stream().mapToInt(b -> Text.width(FONT, number(b))).max().orElse(0);
  }

  private static String number(Bar bar) {
    return bar.deviation == 0
        ? Style.tick(bar.value)
        : String.format(Locale.ROOT, "%.4f ± %.4f", bar.value, bar.deviation);
  }

  @Override
  void draw(Graphics2D graphics) {
    if (!getTitle().isEmpty()) {
      graphics.setFont(Style.font(Font.BOLD, 14));
      graphics.setColor(Style.ink());
      String fitting = Text.fit(graphics.getFont(), getTitle(), getWidth() - 2 * PADDING);
      Text.startingAt(graphics, fitting, PADDING, PADDING + TITLE / 2.0 - 4);
    }
    double top = PADDING + (getTitle().isEmpty() ? 0 : TITLE);
    double left = PADDING + nameWidth + 10.0;
    graphics.setFont(FONT);
    for (int i = 0; i < bars.size(); i++) {
      draw(graphics, bars.get(i), left, top + ROW * (i + 0.5));
    }
    graphics.setColor(Style.line());
    double zero = left + across(0);
    graphics.draw(new Line2D.Double(zero, top, zero, top + ROW * bars.size()));
  }

  private double across(double value) {
    return BAR * (value - low) / (high - low);
  }

  private void draw(Graphics2D graphics, Bar bar, double left, double middle) {
    graphics.setColor(Style.ink());
    Text.endingAt(graphics, Text.fit(FONT, bar.name, nameWidth), left - 10, middle);
    Text.startingAt(graphics, number(bar), left + BAR + 8, middle);
    double from = left + across(Math.min(0, bar.value));
    double length = across(Math.abs(bar.value)) - across(0);
    graphics.setColor(bar.value < 0 ? Style.vermilion() : Style.blue());
    graphics.fill(new Rectangle2D.Double(from, middle - THICK / 2.0, length, THICK));
    if (bar.deviation > 0) {
      double begin = left + across(bar.value - bar.deviation);
      double end = left + across(bar.value + bar.deviation);
      graphics.setColor(Style.ink());
      graphics.setStroke(Style.stroke(1.4f));
      graphics.draw(new Line2D.Double(begin, middle, end, middle));
      graphics.draw(new Line2D.Double(begin, middle - 3, begin, middle + 3));
      graphics.draw(new Line2D.Double(end, middle - 3, end, middle + 3));
    }
  }

  /** A row a bar: {@code name, value, deviation}. */
  @Override
  public Table table() {
    return Table.create(
        getTitle(),
        StringColumn.create("name", bars.stream().map(Bar::name)),
        DoubleColumn.create("value", bars.stream().mapToDouble(Bar::value).toArray()),
        DoubleColumn.create("deviation", bars.stream().mapToDouble(Bar::deviation).toArray()));
  }

  @Override
  public List<HorizontalBarChart> charts() {
    return List.of(
        Charts.bars(
            getTitle(),
            "value",
            bars.stream().map(Bar::name).toList(),
            bars.stream().map(Bar::value).toList()));
  }

  @Override
  public String toString() {
    String text =
        String.join(
            "\n",
            bars.stream()
                .map(b -> String.format(Locale.ROOT, "%s  %s", number(b), b.name))
                .toList());
    return getTitle().isEmpty() ? text : getTitle() + "\n" + text;
  }
}
