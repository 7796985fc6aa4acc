package lungo.renderers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lungo.data.ImageLoader;
import lungo.data.LabeledLoader;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.metrics.ConfusionMatrix;
import lungo.metrics.Interval;
import lungo.metrics.Predictions;
import lungo.metrics.Report;
import lungo.metrics.ReportIntervals;
import lungo.plots.Plots;
import lungo.plots.Png;
import lungo.text.LabeledTextLoader;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * Shows how a classifier did: accuracy, macro F1 and loss first, then precision, recall and F1 of
 * every class and their averages, each with its interval; what is undefined; the confusion matrix;
 * and the mistakes that the model was surest of, with the pictures or texts where they are known.
 */
public final class ReportRenderer implements Renderer<Report> {

  private static final int ALL_CLASSES = 100;
  private static final int MISTAKES = 12;
  private static final int MISTAKES_IN_ROWS = 6;

  /** How narrow the columns of names and of texts may become, in ems. */
  private static final int NAME = 9;

  private static final int TEXT = 16;

  private static final String LOSS_UNIT = "the mean of the examples, in nats";

  /** For the service loader. */
  public ReportRenderer() {}

  @Override
  public Class<Report> type() {
    return Report.class;
  }

  @Override
  public MimeBundle render(Report report) {
    ReportIntervals intervals = report.intervals();
    TableView rates = rates(report.confusionMatrix(), intervals);
    Optional<TableView> mistakes = mistakes(report);
    return MimeBundle.html(
        html(report, intervals, rates, mistakes), text(report, intervals, rates, mistakes));
  }

  private static String html(
      Report report, ReportIntervals intervals, TableView rates, Optional<TableView> mistakes) {
    var html = new Html();
    html.open("div", "style", "display:flex;flex-wrap:wrap;gap:6px 2.5em;margin:4px 10px 8px");
    Interval macro = intervals.macro().f1();
    headline(html, "accuracy", "", report.accuracy(), Optional.of(intervals.accuracy()));
    headline(html, "macro F1", "the mean of the classes'", macro.value(), Optional.of(macro));
    headline(html, "loss", LOSS_UNIT, report.loss(), intervals.loss());
    String count = String.format(Locale.ROOT, "%,d", report.predictions().size());
    headline(html, "examples", "", count, "");
    html.close().raw(rates.html());
    report.notes().forEach(note -> line(html, note));
    ConfusionMatrix matrix = report.confusionMatrix();
    if (matrix.classes().size() <= ConfusionMatrixRenderer.MOST_CLASSES) {
      picture(html, Plots.plot(matrix), matrix.toString());
    }
    heading(html, mistakesHeading(report));
    pictures(report)
        .ifPresentOrElse(
            loader ->
                picture(
                    html,
                    Plots.mistakes(report, loader, MISTAKES),
                    mistakes.map(TableView::plainText).orElse("")),
            () -> mistakes.ifPresent(view -> html.raw(view.html())));
    return html.toString();
  }

  private static void headline(
      Html html, String name, String tip, double value, Optional<Interval> interval) {
    String ends = interval.map(i -> "95 %: " + ends(i)).orElse("");
    headline(html, name, tip, String.format(Locale.ROOT, "%.4f", value), ends);
  }

  private static void headline(Html html, String name, String tip, String value, String detail) {
    html.open("div", "title", tip).element("div", name, "style", "opacity:.75");
    html.element("div", value, "style", "font-size:1.6em;font-weight:600;line-height:1.3");
    html.element("div", detail, "style", "opacity:.75").close();
  }

  private static void heading(Html html, String text) {
    html.element("div", text, "style", "font-weight:600;margin:12px 10px 2px");
  }

  private static void line(Html html, String text) {
    html.element("div", text, "style", "opacity:.75;margin:2px 10px");
  }

  private static void picture(Html html, IChart chart, String alt) {
    html.open("div", "style", "overflow-x:auto;margin:2px 10px");
    html.raw(Png.element(chart, alt.strip(), chart.getWidth())).close();
  }

  private static TableView rates(ConfusionMatrix matrix, ReportIntervals intervals) {
    var view =
        new TableView(
            List.of(
                TableView.wrapped("class", NAME),
                TableView.number("precision"),
                TableView.aside("95 %"),
                TableView.number("recall"),
                TableView.aside("95 %"),
                TableView.number("F1"),
                TableView.aside("95 %"),
                TableView.number("examples")));
    int classes = matrix.classes().size();
    for (int c = 0; c < Math.min(classes, ALL_CLASSES); c++) {
      row(view, matrix.classes().get(c), intervals.classes().get(c), matrix.support(c));
    }
    if (classes > ALL_CLASSES) {
      view.gap();
    }
    row(view, "macro average", intervals.macro(), matrix.total());
    row(view, "weighted average", intervals.weighted(), matrix.total());
    return view.caption(
        "95 %: the interval in which the figure lies for 95 of 100 draws of as many examples");
  }

  private static void row(TableView view, String name, ReportIntervals.Rates rates, int examples) {
    view.row(
        name,
        rate(rates.precision()),
        ends(rates.precision()),
        rate(rates.recall()),
        ends(rates.recall()),
        rate(rates.f1()),
        ends(rates.f1()),
        String.format(Locale.ROOT, "%,d", examples));
  }

  private static String rate(Interval rate) {
    return Double.isNaN(rate.value()) ? "—" : String.format(Locale.ROOT, "%.4f", rate.value());
  }

  private static String ends(Interval interval) {
    return Double.isNaN(interval.value()) || Double.isNaN(interval.low())
        ? ""
        : String.format(Locale.ROOT, "%.3f to %.3f", interval.low(), interval.high());
  }

  private static Optional<ImageLoader> pictures(Report report) {
    return report
        .examples()
        .filter(ImageLoader.class::isInstance)
        .map(ImageLoader.class::cast)
        .filter(loader -> !report.mistakes(1).isEmpty());
  }

  private static String mistakesHeading(Report report) {
    int wrong = report.mistakes(Integer.MAX_VALUE).size();
    return wrong == 0
        ? "No mistake"
        : "The worst of %s, those first that the model was surest of"
            .formatted(TableView.count(wrong, "mistake"));
  }

  /** The worst mistakes in rows, with the text where it is known; empty if there is none. */
  private static Optional<TableView> mistakes(Report report) {
    List<Predictions.Mistake> worst = report.mistakes(MISTAKES_IN_ROWS);
    if (worst.isEmpty()) {
      return Optional.empty();
    }
    Optional<LabeledTextLoader> texts =
        report.examples().filter(LabeledTextLoader.class::isInstance).map(ReportRenderer::texts);
    var heads =
        new ArrayList<>(
            List.of(
                TableView.number("example"),
                TableView.wrapped("is", NAME),
                TableView.wrapped("taken for", NAME),
                TableView.number("probability")));
    texts.ifPresent(loader -> heads.add(TableView.wrapped("text", TEXT)));
    var view = new TableView(heads);
    for (Predictions.Mistake mistake : worst) {
      var cells = new ArrayList<String>();
      cells.add(String.valueOf(mistake.index()));
      cells.add(mistake.label());
      cells.add(mistake.predicted());
      cells.add(String.format(Locale.ROOT, "%.4f", mistake.confidence()));
      texts.ifPresent(loader -> cells.add(loader.text(mistake.index()).text()));
      view.row(cells);
    }
    return Optional.of(view);
  }

  private static LabeledTextLoader texts(LabeledLoader loader) {
    return (LabeledTextLoader) loader;
  }

  private static String text(
      Report report, ReportIntervals intervals, TableView rates, Optional<TableView> mistakes) {
    var lines = new ArrayList<String>();
    lines.add("accuracy " + intervals.accuracy());
    lines.add("macro F1 " + intervals.macro().f1());
    lines.add(
        "loss "
            + intervals
                .loss()
                .map(Interval::toString)
                .orElse(String.format(Locale.ROOT, "%.4f", report.loss())));
    lines.add(TableView.count(report.predictions().size(), "example"));
    lines.add("");
    lines.add(rates.plainText());
    lines.addAll(report.notes());
    lines.add("");
    if (report.confusionMatrix().classes().size() <= ConfusionMatrixRenderer.MOST_CLASSES) {
      lines.add("confusion matrix");
      lines.add(report.confusionMatrix().toString().stripTrailing());
      lines.add("");
    }
    lines.add(mistakesHeading(report));
    mistakes.ifPresent(view -> lines.add(view.plainText()));
    return String.join("\n", lines);
  }
}
