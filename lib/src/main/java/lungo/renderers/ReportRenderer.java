package lungo.renderers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.metrics.ConfusionMatrix;
import lungo.metrics.Report;

/**
 * Shows how a classifier did: accuracy and loss first, then precision, recall and F1 of every class
 * and their averages, and what is undefined.
 */
public final class ReportRenderer implements Renderer<Report> {

  private static final int ALL_CLASSES = 100;

  /** For the service loader. */
  public ReportRenderer() {}

  @Override
  public Class<Report> type() {
    return Report.class;
  }

  @Override
  public MimeBundle render(Report report) {
    ConfusionMatrix matrix = report.confusionMatrix();
    var html = new Html().open("div", "style", "display:flex;gap:2.5em;margin:4px 10px 8px");
    headline(html, "accuracy", String.format(Locale.ROOT, "%.4f", report.accuracy()));
    headline(html, "macro F1", String.format(Locale.ROOT, "%.4f", matrix.macro().f1()));
    headline(html, "loss", String.format(Locale.ROOT, "%.4f", report.loss()));
    headline(html, "examples", String.format(Locale.ROOT, "%,d", report.predictions().size()));
    html.close();
    TableView view = table(matrix);
    html.raw(view.html());
    for (String note : report.notes()) {
      html.element("div", note, "style", "opacity:.75;margin:2px 10px");
    }
    return MimeBundle.html(html.toString(), text(report, view));
  }

  private static void headline(Html html, String name, String value) {
    html.open("div").element("div", name, "style", "opacity:.75");
    html.element("div", value, "style", "font-size:1.6em;font-weight:600").close();
  }

  private static TableView table(ConfusionMatrix matrix) {
    var view =
        new TableView(
            List.of(
                TableView.text("class"),
                TableView.number("precision"),
                TableView.number("recall"),
                TableView.number("F1"),
                TableView.number("examples")));
    int classes = matrix.classes().size();
    for (int c = 0; c < Math.min(classes, ALL_CLASSES); c++) {
      view.row(
          matrix.classes().get(c),
          rate(matrix.precision(c).orElse(Double.NaN)),
          rate(matrix.recall(c).orElse(Double.NaN)),
          rate(matrix.f1(c).orElse(Double.NaN)),
          String.format(Locale.ROOT, "%,d", matrix.support(c)));
    }
    if (classes > ALL_CLASSES) {
      view.gap();
    }
    average(view, "macro average", matrix.macro(), matrix.total());
    average(view, "weighted average", matrix.weighted(), matrix.total());
    return view;
  }

  private static void average(
      TableView view, String name, ConfusionMatrix.Average mean, int total) {
    view.row(
        name,
        rate(mean.precision()),
        rate(mean.recall()),
        rate(mean.f1()),
        String.format(Locale.ROOT, "%,d", total));
  }

  private static String rate(double rate) {
    return Double.isNaN(rate) ? "—" : String.format(Locale.ROOT, "%.4f", rate);
  }

  private static String text(Report report, TableView view) {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "accuracy %.4f, loss %.4f, %,d examples",
            report.accuracy(),
            report.loss(),
            report.predictions().size()));
    lines.add(view.plainText());
    lines.addAll(report.notes());
    return String.join("\n", lines);
  }
}
