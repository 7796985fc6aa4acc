package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lungo strip}: takes the outputs out of notebooks. */
@Command(
    name = "strip",
    description = "Remove the outputs and execution counts of notebooks, in place.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit status with --check: 0 if there are none, 1 if there are some."})
final class StripCommand implements Callable<Integer> {

  private final Place place;
  private final PrintStream out;

  @CommandLine.Parameters(
      arity = "1..*",
      paramLabel = "NOTEBOOK.ipynb",
      description = "notebooks; those without outputs are not written")
  List<Path> notebooks = new ArrayList<>();

  @Option(names = "--check", description = "change nothing, only say which have outputs")
  boolean check;

  StripCommand(Place place, PrintStream out) {
    this.place = place;
    this.out = out;
  }

  @Override
  public Integer call() throws NotebookException {
    int status = 0;
    for (Path path : notebooks) {
      Path file = place.resolve(path);
      Notebook notebook = NotebookFile.read(file);
      long cells = notebook.codeCells().stream().filter(StripCommand::wasExecuted).count();
      if (cells == 0) {
        continue;
      }
      if (check) {
        out.println(place.show(file) + ": " + cells + " cells have outputs or counts");
        status = 1;
      } else {
        NotebookFile.write(stripped(notebook), file);
        out.println("Stripped " + place.show(file) + " (" + cells + " cells)");
      }
    }
    return status;
  }

  private static boolean wasExecuted(NotebookCell.Code cell) {
    return cell.executionCount().isPresent() || !cell.outputs().isEmpty();
  }

  private static Notebook stripped(Notebook notebook) {
    return notebook.withCells(
        notebook.cells().stream()
            .map(
                cell ->
                    cell instanceof NotebookCell.Code code
                        ? code.executed(OptionalInt.empty(), List.of())
                        : cell)
            .toList());
  }
}
