package lungo.renderers;

import java.util.List;
import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.models.Summary;
import lungo.models.Summary.Layer;

/**
 * Shows a network's summary: every layer with its output's shape, weights to train and cost, and
 * the memory that training takes.
 */
public final class SummaryRenderer implements Renderer<Summary> {

  private static final int SHOWN = 500;

  /** For the service loader. */
  public SummaryRenderer() {}

  @Override
  public Class<Summary> type() {
    return Summary.class;
  }

  @Override
  public MimeBundle render(Summary summary) {
    var view =
        new TableView(
            List.of(
                TableView.text("layer"),
                TableView.text("type"),
                TableView.text("output"),
                TableView.number("weights"),
                TableView.number("multiply-adds")));
    int[] rows = {0};
    add(view, summary.layers(), 0, rows);
    if (rows[0] > SHOWN) {
      view.gap();
    }
    String title =
        String.format(
            Locale.ROOT,
            "%s, input %s: %,d weights to train, %s multiply-adds",
            summary.model(),
            ArrayText.shape(summary.input()),
            summary.trainable(),
            amount(summary.multiplyAdds()));
    String memory =
        String.format(
            "Memory for training: %s = weights %s + gradients %s + optimizer %s + activations %s",
            bytes(summary.trainingBytes()),
            bytes(summary.weightBytes()),
            bytes(summary.gradientBytes()),
            bytes(summary.optimizerBytes()),
            bytes(summary.activationBytes()));
    view.caption(memory);
    var html = new Html().element("div", title, "style", "font-weight:bold").raw(view.html());
    return MimeBundle.html(html.toString(), title + "\n" + view.plainText());
  }

  private static void add(TableView view, List<Layer> layers, int depth, int[] rows) {
    for (Layer layer : layers) {
      if (rows[0]++ >= SHOWN) {
        return;
      }
      boolean single = layer.layers().isEmpty();
      view.row(
          "\u2003".repeat(depth) + layer.name(),
          layer.type(),
          ArrayText.shape(layer.output()),
          single && layer.trainable() == 0
              ? ""
              : String.format(Locale.ROOT, "%,d", layer.trainable()),
          layer.multiplyAdds() == 0 ? "" : amount(layer.multiplyAdds()));
      add(view, layer.layers(), depth + 1, rows);
    }
  }

  /** For example {@code 9408}, {@code 2.4 M}, {@code 1.82 G}. */
  static String amount(long count) {
    if (count < 10_000) {
      return String.valueOf(count);
    }
    return count < 1_000_000_000
        ? String.format(Locale.ROOT, "%.2f M", count / 1e6)
        : String.format(Locale.ROOT, "%.2f G", count / 1e9);
  }

  static String bytes(long count) {
    return count < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", count / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", count / 1e9);
  }
}
