package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.LearningCurves;
import lungo.plots.Png;
import lungo.training.History;

/** Shows what a learner recorded as learning curves; its table as text. */
public final class HistoryRenderer implements Renderer<History> {

  /** For the service loader. */
  public HistoryRenderer() {}

  @Override
  public Class<History> type() {
    return History.class;
  }

  @Override
  public MimeBundle render(History history) {
    var table = history.table();
    return Png.bundle(
        LearningCurves.of(history),
        TableRenderer.view(table.columns(), table.rowCount()).plainText());
  }
}
