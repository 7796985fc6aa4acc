package lungo.renderers;

import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.experiment.RunComparison;
import lungo.plots.Png;

/** Shows what two runs do not have in common, above the curves of both. */
public final class RunComparisonRenderer implements Renderer<RunComparison> {

  private static final int MOST_CURVES = 4;
  private static final int WIDTH = 440;

  /** For the service loader. */
  public RunComparisonRenderer() {}

  @Override
  public Class<RunComparison> type() {
    return RunComparison.class;
  }

  @Override
  public MimeBundle render(RunComparison comparison) {
    var differences = comparison.differences();
    TableView view = TableRenderer.view(differences.columns(), differences.rowCount());
    var html = new Html();
    if (differences.isEmpty()) {
      html.element("div", comparison.toString());
    } else {
      html.raw(view.html());
    }
    html.open("div", "style", "display:flex;flex-wrap:wrap");
    comparison.sharedMetrics().stream()
        .limit(MOST_CURVES)
        .forEach(metric -> html.raw(Png.element(comparison.chart(metric), metric, WIDTH)));
    html.close();
    String text = comparison + "\n" + view.plainText();
    return MimeBundle.html(html.toString(), differences.isEmpty() ? comparison.toString() : text);
  }
}
