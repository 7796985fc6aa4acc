package lungo.plots;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.HorizontalBarChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Classes with their probabilities as bars, and the picture that they were given for.
 *
 * <pre>{@code
 * var prediction = learner.predict(picture);
 * probabilities(prediction.probabilities(), 5, picture);     // the five likeliest
 * }</pre>
 */
public final class ProbabilityPlot extends Figure {

  private static final int PADDING = 14;
  private static final int PICTURE = 168;
  private static final int BAR = 260;
  private static final int ROW = 24;
  private static final int NUMBER = 62;
  private static final int LONGEST_NAME = 220;
  private static final Font FONT = Style.font(Font.PLAIN, 13);

  private final List<Entry> entries;
  private final @Nullable BufferedImage picture;
  private final int nameWidth;

  /**
   * One bar.
   *
   * @param name the class's name
   * @param probability in [0, 1]
   */
  public record Entry(String name, double probability) {

    /**
     * Rejects what is no probability.
     *
     * @param name the class's name
     * @param probability in [0, 1]
     */
    public Entry {
      if (!(probability >= 0 && probability <= 1.0001)) {
        throw new IllegalArgumentException("probability must be in [0, 1], got " + probability);
      }
    }
  }

  private ProbabilityPlot(List<Entry> entries, @Nullable BufferedImage picture, int nameWidth) {
    super(
        "",
        2 * PADDING + (picture == null ? 0 : PICTURE + 20) + nameWidth + 10 + BAR + NUMBER,
        2 * PADDING + Math.max(picture == null ? 0 : PICTURE, ROW * entries.size()));
    this.entries = entries;
    this.picture = picture;
    this.nameWidth = nameWidth;
  }

  /**
   * Probabilities as bars.
   *
   * @param entries in the order in which they are to be drawn, at least one; the largest is in
   *     colour
   * @param picture drawn to their left, or null
   * @return the figure
   * @throws IllegalArgumentException if there is no entry
   */
  public static ProbabilityPlot of(List<Entry> entries, @Nullable BufferedImage picture) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("at least 1 probability is needed, got 0");
    }
    int longest = entries.stream().mapToInt(e -> Text.width(FONT, e.name())).max().orElse(0);
    return new ProbabilityPlot(List.copyOf(entries), picture, Math.min(LONGEST_NAME, longest + 1));
  }

  @Override
  void draw(Graphics2D graphics) {
    int left = PADDING;
    if (picture != null) {
      double high = Gallery.drawnSize(picture, PICTURE, PICTURE).height();
      double y = (getHeight() - high) / 2;
      Gallery.drawPicture(graphics, picture, new Rectangle2D.Double(left, y, PICTURE, high));
      left += PICTURE + 20;
    }
    double top = (getHeight() - ROW * entries.size()) / 2.0;
    double largest = entries.stream().mapToDouble(Entry::probability).max().orElse(1);
    graphics.setFont(FONT);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      drawBar(graphics, entry, left, top + i * ROW, entry.probability == largest);
    }
  }

  private void drawBar(Graphics2D graphics, Entry entry, int left, double y, boolean first) {
    double middle = y + ROW / 2.0;
    double x = left + nameWidth + 10.0;
    graphics.setColor(Style.ink());
    Text.endingAt(graphics, Text.fit(FONT, entry.name, nameWidth), x - 10, middle);
    graphics.setColor(Style.grid());
    graphics.fill(new RoundRectangle2D.Double(x, middle - 7, BAR, 14, 4, 4));
    graphics.setColor(first ? Style.blue() : Style.quiet());
    double length = BAR * Math.min(1, entry.probability);
    if (length > 0.5) {
      graphics.fill(new RoundRectangle2D.Double(x, middle - 7, Math.max(2, length), 14, 4, 4));
    }
    graphics.setColor(Style.ink());
    Text.endingAt(graphics, percent(entry.probability), x + BAR + NUMBER - 4, middle);
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * probability);
  }

  /** A row a bar: {@code class, probability}. */
  @Override
  public Table table() {
    return Table.create(
        "probabilities",
        StringColumn.create("class", entries.stream().map(Entry::name)),
        DoubleColumn.create(
            "probability", entries.stream().mapToDouble(Entry::probability).toArray()));
  }

  @Override
  public List<HorizontalBarChart> charts() {
    return List.of(
        Charts.bars(
            "",
            "probability",
            entries.stream().map(Entry::name).toList(),
            entries.stream().map(Entry::probability).toList()));
  }

  @Override
  public String toString() {
    return String.join(
        "\n",
        entries.stream()
            .map(e -> String.format(Locale.ROOT, "%7s  %s", percent(e.probability), e.name))
            .toList());
  }
}
