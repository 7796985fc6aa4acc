package lungo.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import lungo.training.History;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.Table;

/**
 * How a training run went: the loss of every step, faint, and smoothed; the loss and the metrics of
 * the validation set after every epoch, the best ones ringed. Where there is no metric the learning
 * rate is drawn. Several runs lie over each other.
 *
 * <pre>{@code
 * plot(learner.fit(5));                    // as a cell's last line
 * LearningCurves.of(learner.history()).logarithmic().save(Path.of("curves.svg"));
 * LearningCurves.of(Map.of("before", history, "after", learner.history()));
 * }</pre>
 */
public final class LearningCurves extends Figure {

  private static final int WIDTH = 880;
  private static final int HEIGHT = 310;
  private static final int TITLE = 34;
  private static final int MOST_RUNS = 20;

  private final List<CurvePanel> panels;
  private final Map<String, Snapshot> runs;
  private final String text;

  private LearningCurves(List<CurvePanel> panels, Map<String, Snapshot> runs, String text) {
    super("", WIDTH, HEIGHT);
    this.panels = panels;
    this.runs = runs;
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

  /**
   * The curves of several runs over each other, a colour a run: the loss, and the first metric that
   * all of them have, or the learning rate. Where there is a validation loss, it has the dots, and
   * the training loss is thin.
   *
   * @param histories a run's name to its record, 1 to 20
   * @return the figure
   * @throws IllegalArgumentException if there is no run, or too many
   */
  public static LearningCurves of(Map<String, History> histories) {
    if (histories.isEmpty() || histories.size() > MOST_RUNS) {
      throw new IllegalArgumentException(
          "curves need 1 to " + MOST_RUNS + " runs, got " + histories.size());
    }
    var runs = new LinkedHashMap<String, Snapshot>();
    histories.forEach((name, history) -> runs.put(name, Snapshot.of(history, 0)));
    return overlaid(runs, false);
  }

  static LearningCurves of(Snapshot snapshot) {
    return one(snapshot, false);
  }

  /**
   * The same with logarithmic axes for what is lost, on which a late progress is seen as well as an
   * early one. What is not above 0 is left out.
   *
   * @return a new figure
   */
  public LearningCurves logarithmic() {
    return runs.size() == 1 && runs.containsKey("")
        ? one(runs.values().iterator().next(), true)
        : overlaid(runs, true);
  }

  /** The panels as charts of XChart's, to be changed at will; this figure changes with them. */
  @Override
  public List<XYChart> charts() {
    return panels.stream().map(CurvePanel::chart).toList();
  }

  private static LearningCurves overlaid(Map<String, Snapshot> runs, boolean isLogarithmic) {
    double end = runs.values().stream().mapToDouble(Snapshot::end).max().orElse(1);
    int width = WIDTH / 2;
    var loss = new CurvePanel("Loss", width, HEIGHT - TITLE, isLogarithmic);
    List<String> metrics =
        runs.values().iterator().next().metrics().stream()
            .filter(metric -> runs.values().stream().allMatch(r -> r.metrics().contains(metric)))
            .limit(1)
            .toList();
    String title = metrics.isEmpty() ? "Learning rate" : CurvePanel.capitalised(metrics.get(0));
    var other = new CurvePanel(title, width, HEIGHT - TITLE, false);
    var lines = new ArrayList<String>();
    int n = 0;
    for (var run : runs.entrySet()) {
      Color colour = Style.series(n++);
      Snapshot snapshot = run.getValue();
      Line valid = Line.of(snapshot.epochs(), snapshot.values(History.VALID_LOSS));
      Line mean = smoothed(snapshot);
      if (valid.isEmpty()) {
        loss.add(run.getKey(), mean, colour, false);
      } else {
        loss.addBehind(run.getKey() + ", train", mean, colour);
        loss.add(run.getKey(), valid, colour, true);
        loss.markBest(run.getKey(), valid, colour, true);
      }
      Line line =
          metrics.isEmpty()
              ? Line.of(snapshot.stepEpochs(), snapshot.stepRates())
              : Line.of(snapshot.epochs(), snapshot.values(metrics.get(0)));
      other.add(run.getKey(), line, colour, !metrics.isEmpty());
      if (!metrics.isEmpty()) {
        other.markBest(run.getKey(), line, colour, History.isLowGood(metrics.get(0)));
      }
      lines.add(run.getKey() + ": " + summary(snapshot));
    }
    return new LearningCurves(
        List.of(loss.limit(end), other.limit(end)), runs, String.join("\n", lines));
  }

  private static LearningCurves one(Snapshot snapshot, boolean isLogarithmic) {
    var panels = new ArrayList<CurvePanel>();
    int count = snapshot.metrics().isEmpty() ? 2 : 1 + groups(snapshot).size();
    int width = WIDTH / count;
    panels.add(lossPanel(snapshot, width, isLogarithmic));
    for (List<String> group : groups(snapshot)) {
      panels.add(metricPanel(snapshot, group, width));
    }
    if (snapshot.metrics().isEmpty()) {
      panels.add(ratePanel(snapshot, width));
    }
    return new LearningCurves(panels, Map.of("", snapshot), summary(snapshot));
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

  private static Line smoothed(Snapshot snapshot) {
    double[] losses = snapshot.stepLosses();
    return Line.of(snapshot.stepEpochs(), Line.smooth(losses, losses.length / 50.0));
  }

  private static CurvePanel lossPanel(Snapshot snapshot, int width, boolean isLogarithmic) {
    Line raw = Line.of(snapshot.stepEpochs(), snapshot.stepLosses());
    Line valid = Line.of(snapshot.epochs(), snapshot.values(History.VALID_LOSS));
    return new CurvePanel("Loss", width, HEIGHT - TITLE, isLogarithmic)
        .addBehind("each step", raw, Theme.current().faint())
        .add("train", smoothed(snapshot), Style.blue(), false)
        .add("valid", valid, Style.vermilion(), true)
        .markBest("valid", valid, Style.vermilion(), true)
        .limit(snapshot.end());
  }

  private static CurvePanel metricPanel(Snapshot snapshot, List<String> metrics, int width) {
    List<String> kinds = metrics.stream().map(LearningCurves::kind).distinct().toList();
    String title = "Metrics";
    if (metrics.size() == 1) {
      title = CurvePanel.capitalised(metrics.get(0));
    } else if (kinds.size() == 1) {
      title = CurvePanel.capitalised(kinds.get(0));
    }
    var panel = new CurvePanel(title, width, HEIGHT - TITLE, false);
    for (int i = 0; i < metrics.size(); i++) {
      String metric = metrics.get(i);
      Line line = Line.of(snapshot.epochs(), snapshot.values(metric));
      boolean train = metric.startsWith("train_");
      boolean isOneKind = kinds.size() == 1;
      Color colour = isOneKind ? (train ? Style.blue() : Style.vermilion()) : Style.series(i);
      String name = isOneKind ? (train ? "train" : "valid") : metric.replace('_', ' ');
      panel.add(name, line, colour, true);
      if (!train) {
        panel.markBest(name, line, colour, History.isLowGood(metric));
      }
    }
    return panel.limit(snapshot.end());
  }

  private static CurvePanel ratePanel(Snapshot snapshot, int width) {
    Line line = Line.of(snapshot.stepEpochs(), snapshot.stepRates());
    return new CurvePanel("Learning rate", width, HEIGHT - TITLE, false)
        .add("rate", line, Style.green(), false)
        .limit(snapshot.end());
  }

  private static String kind(String metric) {
    return metric.replaceFirst("^(train|valid)_", "");
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
      CurvePanel panel = panels.get(i);
      var own = (Graphics2D) graphics.create(i * width, 0, width, HEIGHT);
      try {
        own.setFont(Style.font(Font.BOLD, 14));
        own.setColor(Style.ink());
        Text.centred(own, Text.fit(own.getFont(), panel.title(), width - 20), width / 2.0, 22);
        own.translate(0, TITLE);
        if (panel.chart().getSeriesCollection().isEmpty()) {
          own.setFont(Style.font(Font.PLAIN, 13));
          own.setColor(Style.quiet());
          Text.centred(own, "nothing to draw yet", width / 2.0, (HEIGHT - TITLE) / 2.0);
        } else {
          panel.chart().paint(own, width, HEIGHT - TITLE);
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
