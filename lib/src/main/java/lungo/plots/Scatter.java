package lungo.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Points in the plane, a colour a group. */
final class Scatter {

  private static final int SIDE = 520;
  private static final int MOST_GROUPS = 20;

  private static final List<Marker> MARKS =
      List.of(SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND, SeriesMarkers.SQUARE);

  private Scatter() {}

  /** Points of a table; what is missing or not finite is left out. */
  static XYChart of(Table table, String x, String y, String colour) {
    double[] across = table.numberColumn(x).asDoubleArray();
    double[] up = table.numberColumn(y).asDoubleArray();
    Column<?> groups = colour.isEmpty() ? null : table.column(colour);
    var rows = new TreeMap<String, List<Integer>>();
    for (int i = 0; i < across.length; i++) {
      if (Double.isFinite(across[i]) && Double.isFinite(up[i])) {
        String group = groups == null ? y : groups.isMissing(i) ? "missing" : groups.getString(i);
        rows.computeIfAbsent(group, name -> new ArrayList<>()).add(i);
      }
    }
    if (rows.isEmpty() || rows.size() > MOST_GROUPS) {
      throw new IllegalArgumentException(
          "1 to "
              + MOST_GROUPS
              + " groups of points can be told apart, got "
              + rows.size()
              + (rows.isEmpty() ? " and no point" : " in the column '" + colour + "'"));
    }
    return draw(table.name(), x, y, across, up, rows);
  }

  private static XYChart draw(
      String title,
      String x,
      String y,
      double[] across,
      double[] up,
      Map<String, List<Integer>> groups) {
    XYChart chart = Style.lines(SIDE + 120, SIDE, title == null ? "" : title, x, y);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart
        .getStyler()
        .setMarkerSize(groups.values().stream().mapToInt(List::size).sum() > 500 ? 4 : 7);
    chart.getStyler().setLegendVisible(groups.size() > 1);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setPlotGridVerticalLinesVisible(true);
    int[] n = {0};
    groups.forEach(
        (name, rows) -> {
          var series =
              chart.addSeries(
                  name,
                  rows.stream().mapToDouble(i -> across[i]).toArray(),
                  rows.stream().mapToDouble(i -> up[i]).toArray());
          series.setMarkerColor(Style.series(n[0]));
          // colours come again after eight groups; then the marks are others
          series.setMarker(MARKS.get(n[0]++ / Style.COLOURS % MARKS.size()));
        });
    return chart;
  }

  /** Two columns and their groups as a table. */
  static Table table(String title, double[] x, double[] y, List<String> groups) {
    if (x.length != y.length || x.length != groups.size()) {
      throw new IllegalArgumentException(
          "points need as many x as y and groups, got "
              + x.length
              + ", "
              + y.length
              + " and "
              + groups.size());
    }
    return Table.create(
        title,
        DoubleColumn.create("x", x),
        DoubleColumn.create("y", y),
        StringColumn.create("group", IntStream.range(0, x.length).mapToObj(groups::get)));
  }
}
