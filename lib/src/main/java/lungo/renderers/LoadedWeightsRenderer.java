package lungo.renderers;

import java.util.List;
import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.weights.LoadedWeights;

/** Shows what came of loading a file into a model: how many weights fitted, and which did not. */
public final class LoadedWeightsRenderer implements Renderer<LoadedWeights> {

  private static final int SHOWN = 100;

  /** For the service loader. */
  public LoadedWeightsRenderer() {}

  @Override
  public Class<LoadedWeights> type() {
    return LoadedWeights.class;
  }

  @Override
  public MimeBundle render(LoadedWeights weights) {
    String title =
        String.format(
            Locale.ROOT,
            "%,d of %,d weights loaded from %s",
            weights.loaded().size(),
            weights.loaded().size() + weights.fresh().length,
            weights.file());
    var html = new Html().element("div", title, "style", "font-weight:bold");
    if (weights.complete()) {
      return MimeBundle.html(html.toString(), title);
    }
    TableView view = differences(weights);
    html.raw(view.html());
    return MimeBundle.html(html.toString(), title + "\n" + view.plainText());
  }

  private static TableView differences(LoadedWeights weights) {
    var view =
        new TableView(
            List.of(
                TableView.text("did not fit"),
                TableView.text("weight"),
                TableView.text("in the file"),
                TableView.text("in the model")));
    for (var weight : weights.misshapen()) {
      view.row(
          "another shape",
          weight.name(),
          ArrayText.shape(weight.stored()),
          ArrayText.shape(weight.expected()));
    }
    add(view, weights.missing(), "missing in the file", "", "as before");
    add(view, weights.unexpected(), "unknown to the model", "not used", "");
    return view;
  }

  private static void add(
      TableView view, List<String> names, String what, String inFile, String inModel) {
    names.stream().limit(SHOWN).forEach(name -> view.row(what, name, inFile, inModel));
    if (names.size() > SHOWN) {
      view.row(what, "and " + (names.size() - SHOWN) + " more", inFile, inModel);
    }
  }
}
