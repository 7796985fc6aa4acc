package lungo.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lungo.training.History;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Table;

/**
 * How a training run went: the loss of every step, faint, and smoothed; the loss and the metrics of
 * the validation set after every epoch. Where there is no metric the learning rate is drawn.
 *
 * <pre>{@code
 * plot(learner.fit(5));                    // as a cell's last line
 * LearningCurves.of(learner.history()).save(Path.of("curves.png"));
 * }</pre>
 */
public final class LearningCurves extends Figure {

  private static final int WIDTH = 880;
  private static final int HEIGHT = 310;
  private static final int TITLE = 34;

  /** How many times as high as 98 % of the values an axis may be. */
  private static final double TAMED = 4;

  private static final Color FAINT = new Color(0xBBD6EA);

  private final List<Panel> panels;
  private final String text;

  /** A chart below a title of its own, so that titles and axes of all panels are on one height. */
  private record Panel(String title, XYChart chart) {

    static Panel of(String title, int width) {
      return new Panel(title, Style.lines(width, HEIGHT - TITLE, "", "epoch", ""));
    }

    /** Draws a line; what is not finite is left out. */
    void add(String name, Line line, Color colour, boolean dots) {
      if (line.isEmpty()) {
        return;
      }
      var series = chart.addSeries(name, line.x(), line.y());
      series.setLineColor(colour);
      if (dots) {
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
      }
    }

    /** Fits the axes; a few wild values do not press all others flat. */
    Panel limit(double end, List<Line> lines) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      double usual = Double.NEGATIVE_INFINITY;
      for (Line line : lines) {
        if (!line.isEmpty()) {
          low = Math.min(low, line.quantile(0));
          high = Math.max(high, line.quantile(1));
          usual = Math.max(usual, line.quantile(0.98));
        }
      }
      if (low <= high) {
        high = Math.min(high, low + TAMED * Math.max(usual - low, 1e-12));
        double margin = high > low ? 0.05 * (high - low) : Math.max(0.05 * Math.abs(high), 1e-3);
        chart.getStyler().setYAxisMin(low >= 0 ? Math.max(0, low - margin) : low - margin);
        chart.getStyler().setYAxisMax(high + margin);
      }
      chart.getStyler().setXAxisMin(0.0);
      chart.getStyler().setXAxisMax(end);
      chart.getStyler().setLegendVisible(lines.size() > 1);
      boolean rises = lines.stream().filter(l -> !l.isEmpty()).allMatch(Line::rises);
      chart
          .getStyler()
          .setLegendPosition(rises ? LegendPosition.InsideSE : LegendPosition.InsideNE);
      return this;
    }
  }

  private LearningCurves(List<Panel> panels, String text) {
    super("", WIDTH, HEIGHT);
    this.panels = panels;
    this.text = text;
  }

  /**
   * The curves of what was recorded so far.
   *
   * @param history a learner's record; it is copied, so that it may grow
   * @return the figure
   */
  public static LearningCurves of(History history) {
    return of(Snapshot.of(history, 0));
  }

  static LearningCurves of(Snapshot snapshot) {
    var panels = new ArrayList<Panel>();
    var text = summary(snapshot);
    int count = snapshot.metrics().isEmpty() ? 2 : 1 + groups(snapshot).size();
    int width = WIDTH / count;
    panels.add(lossPanel(snapshot, width));
    for (List<String> group : groups(snapshot)) {
      panels.add(metricPanel(snapshot, group, width));
    }
    if (snapshot.metrics().isEmpty()) {
      panels.add(ratePanel(snapshot, width));
    }
    return new LearningCurves(panels, text);
  }

  /** Metrics between 0 and 1 share a panel, others have their own; two panels at most. */
  private static List<List<String>> groups(Snapshot snapshot) {
    var shares = new ArrayList<String>();
    var others = new ArrayList<String>();
    for (String metric : snapshot.metrics()) {
      boolean share =
          Arrays.stream(snapshot.values(metric))
              .filter(Double::isFinite)
              .allMatch(v -> v >= 0 && v <= 1);
      (share ? shares : others).add(metric);
    }
    var groups = new ArrayList<List<String>>();
    if (!shares.isEmpty()) {
      groups.add(shares);
    }
    if (!others.isEmpty()) {
      groups.add(others);
    }
    return groups;
  }

  private static Panel lossPanel(Snapshot snapshot, int width) {
    double[] x = snapshot.stepEpochs();
    double[] losses = snapshot.stepLosses();
    Line raw = Line.of(x, losses);
    Line mean = Line.of(x, Line.smooth(losses, losses.length / 50.0));
    Line valid = Line.of(snapshot.epochs(), snapshot.values(History.VALID_LOSS));
    var panel = Panel.of("Loss", width);
    if (!raw.isEmpty()) {
      panel
          .chart
          .addSeries("each step", raw.x(), raw.y())
          .setLineColor(FAINT)
          .setLineStyle(Style.stroke(1f))
          .setShowInLegend(false);
    }
    panel.add("train", mean, Style.BLUE, false);
    panel.add("valid", valid, Style.VERMILION, true);
    return panel.limit(snapshot.end(), List.of(raw, mean, valid));
  }

  private static Panel metricPanel(Snapshot snapshot, List<String> metrics, int width) {
    List<String> kinds = metrics.stream().map(LearningCurves::kind).distinct().toList();
    String title = "Metrics";
    if (metrics.size() == 1) {
      title = capitalised(metrics.get(0));
    } else if (kinds.size() == 1) {
      title = capitalised(kinds.get(0));
    }
    var panel = Panel.of(title, width);
    var lines = new ArrayList<Line>();
    for (int i = 0; i < metrics.size(); i++) {
      String metric = metrics.get(i);
      Line line = Line.of(snapshot.epochs(), snapshot.values(metric));
      lines.add(line);
      boolean train = metric.startsWith("train_");
      if (kinds.size() == 1) {
        panel.add(train ? "train" : "valid", line, train ? Style.BLUE : Style.VERMILION, true);
      } else {
        panel.add(metric.replace('_', ' '), line, Style.series(i), true);
      }
    }
    return panel.limit(snapshot.end(), lines);
  }

  private static Panel ratePanel(Snapshot snapshot, int width) {
    Line line = Line.of(snapshot.stepEpochs(), snapshot.stepRates());
    var panel = Panel.of("Learning rate", width);
    panel.add("rate", line, Style.GREEN, false);
    return panel.limit(snapshot.end(), List.of(line));
  }

  private static String kind(String metric) {
    return metric.replaceFirst("^(train|valid)_", "");
  }

  private static String capitalised(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('_', ' ');
  }

  private static String summary(Snapshot snapshot) {
    if (snapshot.rows().isEmpty()) {
      int steps = snapshot.stepLosses().length;
      return "learning curves: " + steps + (steps == 1 ? " step" : " steps");
    }
    var last = snapshot.rows().get(snapshot.rows().size() - 1);
    return "learning curves, epoch "
        + last.epoch()
        + ": "
        + last.values().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.4g", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
  }

  @Override
  void draw(Graphics2D graphics) {
    int width = WIDTH / panels.size();
    for (int i = 0; i < panels.size(); i++) {
      Panel panel = panels.get(i);
      var own = (Graphics2D) graphics.create(i * width, 0, width, HEIGHT);
      try {
        own.setFont(Style.font(Font.BOLD, 14));
        own.setColor(Style.INK);
        Text.centred(own, Text.fit(own.getFont(), panel.title, width - 20), width / 2.0, 22);
        own.translate(0, TITLE);
        if (panel.chart.getSeriesCollection().isEmpty()) {
          own.setFont(Style.font(Font.PLAIN, 13));
          own.setColor(Style.QUIET);
          Text.centred(own, "nothing to draw yet", width / 2.0, (HEIGHT - TITLE) / 2.0);
        } else {
          panel.chart.paint(own, width, HEIGHT - TITLE);
        }
      } finally {
        own.dispose();
      }
    }
  }

  /** A row a point as it is drawn: {@code series, x, y}, where x counts epochs. */
  @Override
  public Table table() {
    Table all = ChartTable.of(panels.get(0).chart());
    panels.stream().skip(1).forEach(panel -> all.append(ChartTable.of(panel.chart())));
    return all.setName("learning curves");
  }

  @Override
  public String toString() {
    return text;
  }
}
