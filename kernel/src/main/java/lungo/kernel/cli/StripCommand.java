package lungo.kernel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.Stripped;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lungo strip}: brings notebooks into the form that is kept in version control. */
@Command(
    name = "strip",
    description =
        "Remove the outputs, execution counts and passing metadata of notebooks, in place, and write"
            + " them in the one form that diffs read well: keys sorted, a string a line.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "As a filter of git, with '*.ipynb filter=lungo' in .gitattributes:",
      "  git config filter.lungo.clean 'lungo strip -'",
      "Exit status with --check: 0 if nothing would change, 1 if something would."
    })
final class StripCommand implements Callable<Integer> {

  private static final Path STANDARD_INPUT = Path.of("-");

  private final Place place;
  private final PrintStream out;
  private final InputStream in;

  @CommandLine.Parameters(
      arity = "1..*",
      paramLabel = "NOTEBOOK.ipynb",
      description =
          "notebooks; those that would not change are not written; - reads standard input and writes"
              + " standard output")
  List<Path> notebooks = new ArrayList<>();

  @Option(names = "--check", description = "change nothing, only say which would change")
  boolean check;

  @Option(
      names = "--keep-outputs",
      description = "keep outputs, counts and metadata; only write the form that diffs read well")
  boolean keepOutputs;

  StripCommand(Place place, PrintStream out, InputStream in) {
    this.place = place;
    this.out = out;
    this.in = in;
  }

  @Override
  public Integer call() throws NotebookException, IOException {
    int status = 0;
    for (Path path : notebooks) {
      if (path.equals(STANDARD_INPUT) && !check) {
        filter();
      } else if (changes(path)) {
        status = check ? 1 : status;
      }
    }
    return status;
  }

  private void filter() throws NotebookException, IOException {
    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    try {
      out.print(NotebookFile.format(wanted(NotebookFile.parse(text))));
    } catch (NotebookException e) {
      throw new NotebookException("standard input " + e.getMessage(), e);
    }
    out.flush();
  }

  private Notebook wanted(Notebook notebook) {
    return keepOutputs ? notebook : Stripped.of(notebook);
  }

  private boolean changes(Path path) throws NotebookException, IOException {
    Path file = place.resolve(path);
    Notebook notebook = NotebookFile.read(file);
    Notebook wanted = wanted(notebook);
    if (NotebookFile.format(wanted).equals(Files.readString(file))) {
      return false;
    }
    long cells =
        keepOutputs
            ? 0
            : notebook.codeCells().stream()
                .filter(cell -> cell.executionCount().isPresent() || !cell.outputs().isEmpty())
                .count();
    String what = cells > 0 ? cells + " cells with outputs or counts" : "form or metadata only";
    if (!check) {
      NotebookFile.write(wanted, file);
    }
    out.println((check ? "" : "Stripped ") + place.show(file) + ": " + what);
    return true;
  }
}
