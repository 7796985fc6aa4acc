package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.convert.Conversion;
import lungo.kernel.notebook.convert.ConvertFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lungo convert}: writes a notebook in another form, with the outputs that it has. */
@Command(
    name = "convert",
    description = "Write a notebook in another form. It is not run: pages show its stored outputs.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "html      one page that needs nothing else, for screens of any width and for paper",
      "markdown  a text, with its pictures in the folder NAME_files beside it",
      "jsh       a script that jshell runs",
      "maven     a folder with a Maven project: a main class, dependencies of fixed versions",
      "",
      "In a script and a project magics become what they mean, or comments with the reason."
    })
final class ConvertCommand implements Callable<Integer> {

  private final Place place;
  private final PrintStream out;

  @CommandLine.Parameters(paramLabel = "NOTEBOOK.ipynb", description = "the notebook")
  Path notebook = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      required = true,
      description = "html, markdown, jsh or maven")
  String format = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "where it goes; a folder for maven (beside the notebook, under its name)")
  @Nullable Path output;

  ConvertCommand(Place place, PrintStream out) {
    this.place = place;
    this.out = out;
  }

  @Override
  public Integer call() throws NotebookException {
    ConvertFormat to = ConvertFormat.of(format);
    var conversion = new Conversion(place.resolve(notebook), place.home());
    Path target = output == null ? conversion.place(to) : place.resolve(output);
    List<Path> written = conversion.write(to, target);
    String more = written.size() == 1 ? "" : " and " + (written.size() - 1) + " files beside it";
    out.println("Wrote " + place.show(written.get(0)) + more);
    return 0;
  }
}
