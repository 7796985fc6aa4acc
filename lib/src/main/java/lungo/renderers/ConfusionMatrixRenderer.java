package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.metrics.ConfusionMatrix;
import lungo.plots.Plots;
import lungo.plots.Png;

/** Shows a confusion matrix as a picture with counts. */
public final class ConfusionMatrixRenderer implements Renderer<ConfusionMatrix> {

  static final int MOST_CLASSES = 200;

  /** For the service loader. */
  public ConfusionMatrixRenderer() {}

  @Override
  public Class<ConfusionMatrix> type() {
    return ConfusionMatrix.class;
  }

  @Override
  public MimeBundle render(ConfusionMatrix matrix) {
    if (matrix.classes().size() > MOST_CLASSES) {
      var table = matrix.table();
      return TableRenderer.view(table.columns(), table.rowCount())
          .caption(matrix.classes().size() + " classes are too many for a picture")
          .bundle();
    }
    return Png.bundle(Plots.plot(matrix), matrix.toString().stripTrailing());
  }
}
