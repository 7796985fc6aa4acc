package lungo.plots;

import java.awt.Font;
import java.util.Collection;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Where the names of a chart's lines stand: in a row below it, or beside it if the row would be too
 * long, which XChart cuts off.
 *
 * @param beside how much wider the chart is for it; 0 if it stands below
 */
record Legend(int beside) {

  private static final Font FONT = Style.font(Font.PLAIN, 12);
  private static final int SAMPLE = 44; // a piece of the line, and what lies around it

  /** For names below a chart of a width if they fit there. */
  static Legend below(Collection<String> names, int width) {
    int row = names.stream().mapToInt(name -> Text.width(FONT, name) + SAMPLE).sum();
    int longest = names.stream().mapToInt(name -> Text.width(FONT, name) + SAMPLE).max().orElse(0);
    return new Legend(row <= width ? 0 : longest);
  }

  void applyTo(XYChart chart) {
    chart
        .getStyler()
        .setLegendPosition(beside == 0 ? LegendPosition.OutsideS : LegendPosition.OutsideE);
    chart
        .getStyler()
        .setLegendLayout(beside == 0 ? LegendLayout.Horizontal : LegendLayout.Vertical);
  }
}
