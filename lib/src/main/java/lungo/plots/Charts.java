package lungo.plots;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;

/** Charts of XChart's for figures that this package draws itself. */
final class Charts {

  private static final int LEAST = 320;

  private Charts() {}

  /** Bars that lie, the first on top. */
  static HorizontalBarChart bars(
      String title, String what, List<String> names, List<Double> values) {
    HorizontalBarChart chart =
        Style.of(
            new HorizontalBarChartBuilder()
                .width(640)
                .height(Math.max(160, 90 + 26 * names.size()))
                .title(title)
                .xAxisTitle(what)
                .build());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setChartTitleVisible(!title.isEmpty());
    var upwards = new ArrayList<>(names);
    var sizes = new ArrayList<>(values);
    Collections.reverse(upwards);
    Collections.reverse(sizes);
    chart.addSeries(what, sizes, upwards);
    return chart;
  }

  /**
   * Values in cells.
   *
   * @param values (rows, columns), the first row on top
   */
  static HeatMapChart heat(
      String title, List<String> columns, List<String> rows, double[][] values, int cell) {
    HeatMapChart chart =
        Style.of(
            new HeatMapChartBuilder()
                .width(Math.max(LEAST, 180 + cell * columns.size()))
                .height(Math.max(LEAST, 120 + cell * rows.size()))
                .title(title)
                .build());
    var cells = new ArrayList<Number[]>();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        cells.add(new Number[] {column, rows.size() - 1 - row, values[row][column]});
      }
    }
    var upwards = new ArrayList<>(rows);
    Collections.reverse(upwards);
    chart.getStyler().setRangeColors(new Color[] {Theme.current().nothing(), Style.blue()});
    chart.getStyler().setPlotContentSize(1);
    chart.getStyler().setDrawBorder(false);
    chart.getStyler().setValueFontColor(Style.ink());
    chart.addSeries(title.isEmpty() ? "values" : title, columns, upwards, cells);
    return chart;
  }
}
