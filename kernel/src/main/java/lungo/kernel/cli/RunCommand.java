package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.ijava.IJavaEnvironment;
import lungo.kernel.notebook.HeadlessRun;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookFile;
import lungo.kernel.notebook.Parameters;
import lungo.kernel.notebook.RunEnvironment;
import lungo.kernel.notebook.RunResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lungo run}: runs a notebook without Jupyter and writes it with its outputs. */
@Command(
    name = "run",
    description = "Run a notebook from top to bottom, without Python or Jupyter.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Relative paths in the notebook start at its folder, as in Jupyter.",
      "A cell tagged raises-exception may fail; one tagged skip-execution is not run."
    })
final class RunCommand implements Callable<Integer> {

  private final Place place;
  private final PrintStream out;
  private final PrintStream err;

  @CommandLine.Parameters(paramLabel = "NOTEBOOK.ipynb", description = "the notebook")
  Path notebook = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.ipynb",
      description =
          "where the executed notebook goes (NOTEBOOK-executed.ipynb beside the notebook); name the"
              + " notebook itself to replace it")
  @Nullable Path output;

  @Option(names = "--html", paramLabel = "OUT.html", description = "write a page of it as well")
  @Nullable Path html;

  @Mixin RunSettings settings = new RunSettings();

  @Option(names = "--allow-errors", description = "go on after a cell that failed")
  boolean allowErrors;

  RunCommand(Place place, PrintStream out, PrintStream err) {
    this.place = place;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws NotebookException, InterruptedException {
    var options = new HeadlessRun.Options(settings.cellLimit(), allowErrors);
    Path source = place.resolve(notebook);
    Notebook read = NotebookFile.read(source);
    Notebook prepared = Parameters.of(read).inject(read, settings.parameters);
    var files = RunFiles.of(place, source, output, html);
    files.check();
    System.setProperty(HeadlessRun.NOTEBOOK, source.toString());
    out.println("Running " + place.show(source));
    var progress = new ConsoleProgress(out, err, place.columns());
    try (var runner = IJavaEnvironment.current().start(InterpreterOptions.defaults())) {
      var run = new HeadlessRun(prepared, runner, options, progress);
      return finish(read, run, files, progress);
    }
  }

  private int finish(Notebook source, HeadlessRun run, RunFiles files, ConsoleProgress progress)
      throws NotebookException, InterruptedException {
    var ctrlC = CtrlC.stops(run);
    try {
      progress.afterEachCell(() -> files.save(run.snapshot()));
      RunResult result = run.run();
      progress.close();
      files.write(RunEnvironment.current().recordIn(run.snapshot()));
      RunSettings.warnOfChanges(source, err);
      return report(result, files);
    } finally {
      ctrlC.close();
    }
  }

  private int report(RunResult result, RunFiles files) {
    String wrote = "Wrote " + files;
    if (result instanceof RunResult.Completed done) {
      String errors = done.errors() == 0 ? "" : ", " + done.errors() + " of them with an error";
      out.println(wrote + " (" + done.cells() + " cells" + errors + ")");
      return 0;
    }
    out.println(wrote);
    RunSettings.printFailure(result, place, err);
    return 1;
  }
}
