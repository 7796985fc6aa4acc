package lungo.renderers;

import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.explain.PermutationImportance;

/** Shows columns by how much a model needs them. */
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
    return TableRenderer.view(table.columns(), table.rowCount())
        .caption("The score is " + Numbers.one(importance.score()) + "; shuffled, it falls by")
        .bundle();
  }
}
