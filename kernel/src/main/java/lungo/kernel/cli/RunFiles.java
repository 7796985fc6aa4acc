package lungo.kernel.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import lungo.kernel.notebook.HtmlPage;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookFile;
import org.jspecify.annotations.Nullable;

/** The files that a run writes: at its end, and, in case the process is killed, now and then. */
final class RunFiles {

  private static final Duration BETWEEN_SAVES = Duration.ofSeconds(10);

  private final Place place;
  private final Path source;
  private final Path output;
  private final @Nullable Path html;
  private long savedAt = System.nanoTime();

  private RunFiles(Place place, Path source, Path output, @Nullable Path html) {
    this.place = place;
    this.source = source;
    this.output = output;
    this.html = html;
  }

  static RunFiles of(Place place, Path source, @Nullable Path output, @Nullable Path html) {
    String name = String.valueOf(source.getFileName());
    String stem = name.endsWith(".ipynb") ? name.substring(0, name.length() - 6) : name;
    Path executed =
        output == null ? source.resolveSibling(stem + "-executed.ipynb") : place.resolve(output);
    return new RunFiles(place, source, executed, html == null ? null : place.resolve(html));
  }

  /** Fails before the run if the files could not be written after it. */
  void check() throws NotebookException {
    NotebookFile.checkWritable(output);
    if (html != null) {
      NotebookFile.checkWritable(html);
    }
  }

  /** Saves what there is, unless that was done a moment ago or cannot be done now. */
  void save(Notebook notebook) {
    if (System.nanoTime() - savedAt < BETWEEN_SAVES.toNanos()) {
      return;
    }
    try {
      NotebookFile.write(notebook, output);
    } catch (NotebookException e) {
      // the end of the run tries again and says so
    }
    savedAt = System.nanoTime();
  }

  void write(Notebook notebook) throws NotebookException {
    NotebookFile.write(notebook, output);
    if (html != null) {
      Path directory = Objects.requireNonNull(source.getParent());
      HtmlPage.write(notebook, directory, String.valueOf(source.getFileName()), html);
    }
  }

  /** The files as the user would name them. */
  @Override
  public String toString() {
    return place.show(output) + (html == null ? "" : " and " + place.show(html));
  }
}
