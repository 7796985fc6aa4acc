package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.explain.PermutationImportance;
import lungo.plots.Png;

/** Shows columns by how much a model needs them, as bars. */
public final class PermutationImportanceRenderer implements Renderer<PermutationImportance> {

  /** For the service loader. */
  public PermutationImportanceRenderer() {}

  @Override
  public Class<PermutationImportance> type() {
    return PermutationImportance.class;
  }

  @Override
  public MimeBundle render(PermutationImportance importance) {
    var table = importance.table();
    String text = TableRenderer.view(table.columns(), table.rowCount()).plainText();
    return Png.bundle(importance.plot(), text);
  }
}
