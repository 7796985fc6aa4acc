package lungo.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How this library's figures look, for charts of one's own too: the ground and the colours of the
 * {@link Theme} in use, quiet axes.
 *
 * <pre>{@code
 * var chart = Style.of(new XYChartBuilder().width(600).height(360).title("Loss").build());
 * }</pre>
 */
public final class Style {

  /** How many series have a colour of their own. */
  static final int COLOURS = 8;

  private Style() {}

  /** The first colour of series: what is learned from, what is right, what speaks for. */
  static Color blue() {
    return series(0);
  }

  /** The second: what is watched, what is wrong, what speaks against. */
  static Color vermilion() {
    return series(1);
  }

  static Color green() {
    return series(2);
  }

  static Color ink() {
    return Theme.current().ink();
  }

  static Color quiet() {
    return Theme.current().quiet();
  }

  static Color line() {
    return Theme.current().line();
  }

  static Color grid() {
    return Theme.current().grid();
  }

  static Color ground() {
    return Theme.current().ground();
  }

  /**
   * Gives a chart this style. Call it before series are added: XChart gives a series its colour
   * then.
   *
   * @param <C> the chart's type
   * @param chart any XChart chart
   * @return the same chart
   */
  public static <C extends Chart<?, ?>> C of(C chart) {
    Styler styler = chart.getStyler();
    styler.setChartBackgroundColor(ground());
    styler.setPlotBackgroundColor(ground());
    styler.setPlotBorderVisible(false);
    styler.setChartPadding(10);
    styler.setChartFontColor(ink());
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(font(Font.BOLD, 14));
    styler.setChartTitlePadding(8);
    styler.setSeriesColors(Theme.current().series());
    styler.setSeriesMarkers(new Marker[] {SeriesMarkers.NONE});
    styler.setSeriesLines(new BasicStroke[] {stroke(2f), dashed(2f, 7, 4), dashed(2f, 2, 3)});
    styler.setMarkerSize(6);
    styler.setLegendFont(font(Font.PLAIN, 12));
    styler.setLegendBorderColor(new Color(0, true));
    styler.setLegendBackgroundColor(veil(220));
    styler.setLegendPadding(5);
    styler.setLegendSeriesLineLength(20);
    if (styler instanceof AxesChartStyler axes) {
      axes(axes);
    }
    return chart;
  }

  private static void axes(AxesChartStyler axes) {
    axes.setAxisTitleFont(font(Font.PLAIN, 12));
    axes.setAxisTickLabelsFont(font(Font.PLAIN, 12));
    axes.setAxisTickLabelsColor(quiet());
    axes.setXAxisTitleColor(quiet());
    axes.setYAxisTitleColor(quiet());
    axes.setAxisTickMarksColor(line());
    axes.setAxisTickMarkLength(4);
    axes.setAxisTitlePadding(6);
    axes.setPlotGridLinesColor(grid());
    axes.setPlotGridLinesStroke(stroke(1f));
    axes.setPlotGridVerticalLinesVisible(false);
    axes.setPlotMargin(0);
    axes.setXAxisTickMarkSpacingHint(80);
    axes.setYAxisTickMarkSpacingHint(48);
  }

  /** A styled chart with lines over numbers. */
  static XYChart lines(int width, int height, String title, String x, String y) {
    XYChart chart =
        of(
            new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build());
    chart.getStyler().setChartTitleVisible(!title.isEmpty());
    chart.getStyler().setXAxisTickLabelsFormattingFunction(Style::tick);
    chart.getStyler().setYAxisTickLabelsFormattingFunction(Style::tick);
    return chart;
  }

  /**
   * A chart of this style whose axes both go from 0 to 1, with a tick at each fifth, and with its
   * legend below, or beside it where the names of its lines are too long for that.
   *
   * @param width of 400 to 700 pixels, without a legend beside it
   * @param height in pixels
   * @param title above it; none if empty
   * @param x what is across
   * @param y what is up
   * @param names of the lines that will be added
   * @return the chart, without lines
   */
  public static XYChart unit(
      int width, int height, String title, String x, String y, Collection<String> names) {
    var legend = Legend.below(names, width);
    XYChart chart = lines(width + legend.beside(), Math.max(height, legend.height()), title, x, y);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setXAxisTickMarkSpacingHint(width / 6);
    legend.applyTo(chart);
    return chart;
  }

  /** A number beside an axis, with four significant digits at most. */
  static String tick(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : String.valueOf(value);
    }
    var rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    double size = Math.abs(value);
    if (size >= 1e-3 && size < 1e7) {
      return size < 10_000
          ? rounded.toPlainString()
          : String.format(Locale.ROOT, "%,d", rounded.longValue());
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  /** Ends the axis of x at round numbers, from which XChart then counts its ticks. */
  static void round(XYChart chart, double low, double high) {
    double step = Math.pow(10, Math.floor(Math.log10(high - low)));
    step = (high - low) / step < 3 ? step / 4 : (high - low) / step < 6 ? step / 2 : step;
    chart.getStyler().setXAxisMin(Math.floor(low / step + 1e-9) * step);
    chart.getStyler().setXAxisMax(Math.ceil(high / step - 1e-9) * step);
  }

  /**
   * The font of all figures: the platform's sans serif, a logical font, so that other scripts show
   * where any installed font has them.
   */
  static Font font(int face, int size) {
    return new Font(Font.SANS_SERIF, face, size);
  }

  /** The ground, so that what lies below shines through. */
  static Color veil(int opacity) {
    Color ground = ground();
    return new Color(ground.getRed(), ground.getGreen(), ground.getBlue(), opacity);
  }

  /** A colour between two others. */
  static Color mixed(Color from, Color to, double part) {
    return new Color(
        between(from.getRed(), to.getRed(), part),
        between(from.getGreen(), to.getGreen(), part),
        between(from.getBlue(), to.getBlue(), part));
  }

  private static int between(int from, int to, double part) {
    return (int) Math.round(from + (to - from) * part);
  }

  /** The colour of the n-th series, from 0. */
  static Color series(int n) {
    return Theme.current().series(n);
  }

  /** For series beyond those that have a colour of their own. */
  private static BasicStroke dashed(float width, float dash, float gap) {
    return new BasicStroke(
        width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {dash, gap}, 0);
  }

  static BasicStroke stroke(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }
}
