package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.explain.Explanation;
import lungo.plots.Png;

/** Shows what explains a prediction: the picture, attributions over it, and the classes. */
public final class ExplanationRenderer implements Renderer<Explanation> {

  /** For the service loader. */
  public ExplanationRenderer() {}

  @Override
  public Class<Explanation> type() {
    return Explanation.class;
  }

  @Override
  public MimeBundle render(Explanation explanation) {
    return explanation.picture().isPresent()
        ? Png.bundle(explanation.figure(), explanation.toString())
        : MimeBundle.text(explanation.toString());
  }
}
