package lungo.kernel.notebook.convert;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lungo.kernel.notebook.HtmlPage;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookFile;

/** Writes a notebook in another form. */
public final class Conversion {

  private final Notebook notebook;
  private final Path source;
  private final Path folder;
  private final String name;
  private final Optional<Path> home;

  /**
   * Reads a notebook.
   *
   * @param source its file
   * @param home the installation, whose jars a Maven project takes with it, if it is known
   * @throws NotebookException if it is no notebook
   */
  public Conversion(Path source, Optional<Path> home) throws NotebookException {
    this.source = source.toAbsolutePath().normalize();
    this.notebook = NotebookFile.read(source);
    this.folder = Optional.ofNullable(this.source.getParent()).orElse(Path.of(""));
    this.name = String.valueOf(source.getFileName()).replaceFirst("\\.ipynb$", "");
    this.home = home;
  }

  /**
   * Where the result goes unless a place is named: beside the notebook.
   *
   * @param format what it is
   * @return a file, or a folder for a project
   */
  public Path place(ConvertFormat format) {
    return folder.resolve(format == ConvertFormat.MAVEN ? name + "-maven" : name + format.ending());
  }

  /**
   * Writes the notebook.
   *
   * @param format what to write
   * @param target the file, replaced if it is there; for a project a folder, new or empty
   * @return the files that were written, the first one the one to open
   * @throws NotebookException if a cell cannot be converted, or a file not be written
   */
  public List<Path> write(ConvertFormat format, Path target) throws NotebookException {
    return switch (format) {
      case HTML -> {
        NotebookFile.checkWritable(target);
        HtmlPage.write(notebook, folder, String.valueOf(source.getFileName()), target);
        yield List.of(target);
      }
      case MARKDOWN -> {
        NotebookFile.checkWritable(target);
        yield new MarkdownFiles(folder, target).write(notebook);
      }
      case JSH -> {
        NotebookFile.checkWritable(target);
        String file = String.valueOf(source.getFileName());
        Texts.write(target, JshScript.write(NotebookSource.of(notebook, name, folder), file));
        yield List.of(target);
      }
      case MAVEN -> new MavenProject(NotebookSource.of(notebook, name, folder), home).write(target);
    };
  }
}
