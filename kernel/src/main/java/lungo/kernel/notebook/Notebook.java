package lungo.kernel.notebook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Jupyter notebook of format 4. What this class has no name for is kept in {@code rest} as it was
 * read, so that reading and writing loses nothing.
 *
 * <p>Format: <a href="https://nbformat.readthedocs.io/en/latest/format_description.html">nbformat
 * 4.5</a>. JSON values are maps, lists, strings, numbers, booleans and null.
 *
 * @param cells the cells from top to bottom
 * @param metadata the notebook's metadata, such as {@code kernelspec}
 * @param minor the minor version of the format, 5 or more: older files are upgraded when they are
 *     read
 * @param rest all other fields at the top
 */
public record Notebook(
    List<NotebookCell> cells, Map<String, Object> metadata, int minor, Map<String, Object> rest) {

  /** The minor version that gave cells their ids, which this class asks for. */
  public static final int MINOR = 5;

  /**
   * Copies the collections.
   *
   * @param cells the cells from top to bottom
   * @param metadata the notebook's metadata
   * @param minor the minor version of the format, 5 or more
   * @param rest all other fields at the top
   */
  public Notebook {
    if (minor < MINOR) {
      throw new IllegalArgumentException("minor must be 5 or more, got " + minor);
    }
    cells = List.copyOf(cells);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    rest = Collections.unmodifiableMap(new LinkedHashMap<>(rest));
  }

  /**
   * A notebook of these cells without metadata.
   *
   * @param cells the cells from top to bottom
   * @return the notebook
   */
  public static Notebook of(NotebookCell... cells) {
    return new Notebook(List.of(cells), Map.of(), MINOR, Map.of());
  }

  /**
   * This notebook with other cells.
   *
   * @param cells the cells from top to bottom
   * @return a new notebook
   */
  public Notebook withCells(List<? extends NotebookCell> cells) {
    return new Notebook(List.copyOf(cells), metadata, minor, rest);
  }

  /**
   * This notebook with one entry of the metadata added or replaced.
   *
   * @param key the entry's key
   * @param value a JSON value
   * @return a new notebook
   */
  public Notebook withMetadata(String key, Object value) {
    var more = new LinkedHashMap<>(metadata);
    more.put(key, value);
    return new Notebook(cells, more, minor, rest);
  }

  /**
   * The code cells from top to bottom.
   *
   * @return the cells
   */
  public List<NotebookCell.Code> codeCells() {
    return cells.stream()
        .filter(NotebookCell.Code.class::isInstance)
        .map(NotebookCell.Code.class::cast)
        .toList();
  }
}
