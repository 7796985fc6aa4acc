package lungo.plots;

import java.awt.Font;
import java.util.Collection;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Where the names of a chart's lines stand: in a row below it or in a corner, or beside it if they
 * would be too long or too many, which XChart cuts off or puts over the lines.
 *
 * @param position in the chart
 * @param beside how much wider the chart is for it; 0 if it does not stand there
 * @param height how high the chart must be at least
 */
record Legend(LegendPosition position, int beside, int height) {

  private static final Font FONT = Style.font(Font.PLAIN, 12);
  private static final int SAMPLE = 44; // a piece of the line, and what lies around it
  private static final int ROW = 16; // a name beside the chart, and what lies around it
  private static final int MARGINS = 80; // of the title and the ground
  private static final int FEW = 4; // names that leave room in a corner

  /** For names below a chart of a width if they fit there. */
  static Legend below(Collection<String> names, int width) {
    int row = names.stream().mapToInt(Legend::width).sum();
    return row <= width ? new Legend(LegendPosition.OutsideS, 0, 0) : beside(names);
  }

  /** For names in a corner of a chart if they are few. */
  static Legend inside(Collection<String> names, LegendPosition corner) {
    return names.size() <= FEW ? new Legend(corner, 0, 0) : beside(names);
  }

  private static Legend beside(Collection<String> names) {
    int longest = names.stream().mapToInt(Legend::width).max().orElse(0);
    return new Legend(LegendPosition.OutsideE, longest, MARGINS + ROW * names.size());
  }

  private static int width(String name) {
    return Text.width(FONT, name) + SAMPLE;
  }

  void applyTo(XYChart chart) {
    chart.getStyler().setLegendPosition(position);
    chart
        .getStyler()
        .setLegendLayout(
            position == LegendPosition.OutsideS ? LegendLayout.Horizontal : LegendLayout.Vertical);
  }
}
