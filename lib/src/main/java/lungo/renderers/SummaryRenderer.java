package lungo.renderers;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.models.Summary;

/**
 * Shows a network's summary: its blocks with output shapes, parameters and cost, the memory that
 * training takes, and in HTML every single layer behind a fold.
 */
public final class SummaryRenderer implements Renderer<Summary> {

  private static final double MEGA = 1e6;

  /** For the service loader. */
  public SummaryRenderer() {}

  @Override
  public Class<Summary> type() {
    return Summary.class;
  }

  @Override
  public MimeBundle render(Summary summary) {
    TableView blocks = table();
    for (Summary.Layer layer : summary.layers()) {
      addBlocks(blocks, layer);
    }
    TableView memory = memory(summary);
    var html = new Html().element("div", heading(summary), "style", "font-weight:bold");
    html.raw(blocks.caption(totals(summary)).html()).raw(memory.html());
    TableView single = table();
    int count = 0;
    for (Summary.Layer layer : summary.layers()) {
      count += addSingle(single, layer);
    }
    html.open("details")
        .element("summary", TableView.count(count, "layer"), "style", "opacity:.75");
    html.raw(single.html()).close();
    String text = String.join("\n", heading(summary), blocks.plainText(), "", memory.plainText());
    return MimeBundle.html(html.toString(), text);
  }

  private static String heading(Summary summary) {
    return summary.model() + ", input " + summary.input();
  }

  private static String totals(Summary summary) {
    long fixed = summary.parameters() - summary.trainable();
    return String.format(
        Locale.ROOT,
        "%,d parameters to train%s; %s multiply-adds a batch",
        summary.trainable(),
        fixed == 0 ? "" : String.format(Locale.ROOT, ", %,d others (statistics, frozen)", fixed),
        amount(summary.multiplyAdds()));
  }

  private static TableView table() {
    return new TableView(
        List.of(
            TableView.text("layer"),
            TableView.text("kind"),
            TableView.text("output"),
            TableView.number("parameters"),
            TableView.number("multiply-adds")));
  }

  /** A sequence is shown as its members, anything else as one row. */
  private static void addBlocks(TableView view, Summary.Layer layer) {
    if (layer.type().startsWith("Sequential")) {
      layer.layers().forEach(inner -> row(view, inner));
    } else {
      row(view, layer);
    }
  }

  private static int addSingle(TableView view, Summary.Layer layer) {
    if (layer.layers().isEmpty()) {
      row(view, layer);
      return 1;
    }
    return layer.layers().stream().mapToInt(inner -> addSingle(view, inner)).sum();
  }

  private static void row(TableView view, Summary.Layer layer) {
    view.row(
        layer.name(),
        layer.type(),
        shape(layer.output()),
        layer.trainable() == 0 ? "" : String.format(Locale.ROOT, "%,d", layer.trainable()),
        layer.multiplyAdds() == 0 ? "" : amount(layer.multiplyAdds()));
  }

  private static String shape(Shape shape) {
    return shape.toString();
  }

  private static TableView memory(Summary summary) {
    var view =
        new TableView(List.of(TableView.text("memory for training"), TableView.number("MB")));
    view.row("weights and statistics", megabytes(summary.weightBytes()));
    view.row("gradients", megabytes(summary.gradientBytes()));
    view.row("optimizer", megabytes(summary.optimizerBytes()));
    view.row(
        "activations at batch " + summary.input().get(0), megabytes(summary.activationBytes()));
    return view.row("in all, about", megabytes(summary.trainingBytes()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f", bytes / MEGA);
  }

  private static String amount(long number) {
    if (number >= 1e9) {
      return String.format(Locale.ROOT, "%.2f G", number / 1e9);
    }
    return number >= MEGA
        ? String.format(Locale.ROOT, "%.2f M", number / MEGA)
        : String.format(Locale.ROOT, "%,d", number);
  }
}
