package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.experiment.SweepResult;

/** Shows the trials of a sweep as a table, and which is best. */
public final class SweepResultRenderer implements Renderer<SweepResult> {

  /** For the service loader. */
  public SweepResultRenderer() {}

  @Override
  public Class<SweepResult> type() {
    return SweepResult.class;
  }

  @Override
  public MimeBundle render(SweepResult sweep) {
    var table = sweep.table();
    return TableRenderer.view(table.columns(), table.rowCount()).caption(sweep.toString()).bundle();
  }
}
