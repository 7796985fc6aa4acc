package lungo.kernel.notebook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Notebooks without what changes from run to run: outputs, execution counts, and the metadata that
 * front ends and runners leave behind, such as times, what was folded, and versions.
 */
public final class Stripped {

  private static final Set<String> OF_CELLS =
      Set.of("execution", "ExecuteTime", "papermill", "collapsed", "scrolled", "hidden", "vscode");
  private static final Set<String> OF_NOTEBOOKS =
      Set.of("widgets", "papermill", "signature", "vscode", "varInspector", "toc");

  private Stripped() {}

  /**
   * A notebook as its author wrote it.
   *
   * @param notebook the notebook
   * @return the notebook with its code, prose, tags, and settings
   */
  public static Notebook of(Notebook notebook) {
    Map<String, Object> metadata = without(notebook.metadata(), OF_NOTEBOOKS);
    within(metadata, "language_info", Set.of("version"));
    within(metadata, "lungo", Set.of("run"));
    List<NotebookCell> cells = notebook.cells().stream().map(Stripped::cell).toList();
    return new Notebook(cells, metadata, notebook.minor(), notebook.rest());
  }

  private static NotebookCell cell(NotebookCell cell) {
    Map<String, Object> metadata = without(cell.metadata(), OF_CELLS);
    within(metadata, "jupyter", Set.of("outputs_hidden", "source_hidden"));
    if (cell instanceof NotebookCell.Code code) {
      return new NotebookCell.Code(
          code.id(), code.source(), metadata, OptionalInt.empty(), List.of(), code.rest());
    } else if (cell instanceof NotebookCell.Markdown prose) {
      return new NotebookCell.Markdown(prose.id(), prose.source(), metadata, prose.rest());
    }
    return new NotebookCell.Raw(cell.id(), cell.source(), metadata, cell.rest());
  }

  private static Map<String, Object> without(Map<String, Object> metadata, Set<String> names) {
    var kept = new LinkedHashMap<>(metadata);
    kept.keySet().removeAll(names);
    return kept;
  }

  /** Removes entries of an object in the metadata, and the object if it is empty then. */
  private static void within(Map<String, Object> metadata, String name, Set<String> names) {
    if (metadata.get(name) instanceof Map<?, ?> object) {
      var kept = new LinkedHashMap<>(object);
      kept.keySet().removeAll(names);
      if (kept.isEmpty() && !object.isEmpty()) {
        metadata.remove(name);
      } else {
        metadata.put(name, kept);
      }
    }
  }
}
