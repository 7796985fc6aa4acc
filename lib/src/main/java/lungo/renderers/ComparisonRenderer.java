package lungo.renderers;

import java.util.List;
import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.models.Comparison;
import lungo.models.Summary;

/** Shows networks side by side, each as a multiple of the first, and what makes them large. */
public final class ComparisonRenderer implements Renderer<Comparison> {

  /** For the service loader. */
  public ComparisonRenderer() {}

  @Override
  public Class<Comparison> type() {
    return Comparison.class;
  }

  @Override
  public MimeBundle render(Comparison comparison) {
    var view =
        new TableView(
            List.of(
                TableView.text("model"),
                TableView.text("input"),
                TableView.number("layers"),
                TableView.number("weights"),
                TableView.number("multiply-adds"),
                TableView.number("weights, gradients, optimizer"),
                TableView.number("activations"),
                TableView.number("training")));
    Summary first = comparison.summaries().get(0);
    for (Summary summary : comparison.summaries()) {
      long fixed = summary.trainingBytes() - summary.activationBytes();
      view.row(
          summary.model(),
          ArrayText.shape(summary.input()),
          String.format(Locale.ROOT, "%,d", summary.depth()),
          times(
              SummaryRenderer.amount(summary.trainable()), summary.trainable(), first.trainable()),
          times(
              SummaryRenderer.amount(summary.multiplyAdds()),
              summary.multiplyAdds(),
              first.multiplyAdds()),
          SummaryRenderer.bytes(fixed),
          SummaryRenderer.bytes(summary.activationBytes()),
          times(
              SummaryRenderer.bytes(summary.trainingBytes()),
              summary.trainingBytes(),
              first.trainingBytes()));
    }
    var html = new Html().raw(view.html());
    for (String finding : comparison.findings()) {
      html.element("div", finding, "style", "margin:2px 10px");
    }
    return MimeBundle.html(
        html.toString(), view.plainText() + "\n" + String.join("\n", comparison.findings()));
  }

  private static String times(String text, long value, long first) {
    return value == first || first == 0
        ? text
        : String.format(Locale.ROOT, "%s (×%.3g)", text, (double) value / first);
  }
}
