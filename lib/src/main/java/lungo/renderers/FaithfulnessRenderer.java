package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.explain.Faithfulness;
import lungo.plots.Png;

/** Shows how an explanation was judged, as curves. */
public final class FaithfulnessRenderer implements Renderer<Faithfulness> {

  /** For the service loader. */
  public FaithfulnessRenderer() {}

  @Override
  public Class<Faithfulness> type() {
    return Faithfulness.class;
  }

  @Override
  public MimeBundle render(Faithfulness faithfulness) {
    return Png.bundle(faithfulness.chart(), faithfulness.toString());
  }
}
