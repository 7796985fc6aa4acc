package lungo.plots;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The points of a chart as a table. */
final class ChartTable {

  private ChartTable() {}

  /** A row a point: {@code series, x, y}, the series in the order in which they were added. */
  static Table of(XYChart chart) {
    var series = StringColumn.create("series");
    var x = DoubleColumn.create("x");
    var y = DoubleColumn.create("y");
    for (XYSeries each : chart.getSeriesCollection()) {
      for (int i = 0; i < each.getXData().length; i++) {
        series.append(each.getName());
        x.append(each.getXData()[i]);
        y.append(each.getYData()[i]);
      }
    }
    return Table.create(chart.getTitle(), series, x, y);
  }
}
