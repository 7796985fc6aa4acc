package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.Png;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.internal.series.Series;

/** Shows an XChart chart, or a figure of {@link lungo.plots}, as a sharp PNG. */
public final class ChartRenderer implements Renderer<IChart> {

  /** For the service loader. */
  public ChartRenderer() {}

  @Override
  public Class<IChart> type() {
    return IChart.class;
  }

  @Override
  public MimeBundle render(IChart chart) {
    return Png.bundle(chart, text(chart));
  }

  private static String text(IChart chart) {
    if (!(chart instanceof Chart<?, ?> xchart)) {
      return chart.toString();
    }
    var text = new StringBuilder("chart");
    if (xchart.getTitle() != null && !xchart.getTitle().isBlank()) {
      text.append(" '").append(xchart.getTitle()).append('\'');
    }
    var names = xchart.getSeriesCollection().stream().map(Series::getName).toList();
    text.append(names.isEmpty() ? "" : " of " + String.join(", ", names));
    return text.append(", ")
        .append(chart.getWidth())
        .append(" × ")
        .append(chart.getHeight())
        .toString();
  }
}
