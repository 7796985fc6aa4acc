package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.display.Renderers;
import lungo.plots.Plots;
import lungo.training.Prediction;

/** A prediction as its picture beside the likeliest classes. */
public final class PredictionRenderer implements Renderer<Prediction> {

  private static final int CLASSES = 5;

  /** For {@link java.util.ServiceLoader}. */
  public PredictionRenderer() {}

  @Override
  public Class<Prediction> type() {
    return Prediction.class;
  }

  @Override
  public MimeBundle render(Prediction value) {
    var plot = Plots.probabilities(value.probabilities(), CLASSES, value.picture());
    return Renderers.render(plot).with(MimeBundle.TEXT, value.toString());
  }
}
